;; into[k] += weights[0] * row0[k] + weights[1] * row1[k] + ... for k < length, in float64, two numbers at a time.
;; All addresses are in bytes; rows holds the address of each row (i32), length is an even number of float64.
(module
  (memory (export "memory") 1)
  (func (export "addRows")
    (param $into i32) (param $length i32) (param $rows i32) (param $weights i32) (param $count i32)
    (local $k i32) (local $end i32)
    (local $p0 i32) (local $p1 i32) (local $p2 i32) (local $p3 i32)
    (local $w0 v128) (local $w1 v128) (local $w2 v128) (local $w3 v128)
    (local.set $end (i32.shl (local.get $length) (i32.const 3)))
    ;; Four rows at a time: each sum is loaded and stored once for all.
    (block $fewer
      (loop $four
        (br_if $fewer (i32.lt_s (local.get $count) (i32.const 4)))
        (local.set $p0 (i32.load offset=0 (local.get $rows)))
        (local.set $p1 (i32.load offset=4 (local.get $rows)))
        (local.set $p2 (i32.load offset=8 (local.get $rows)))
        (local.set $p3 (i32.load offset=12 (local.get $rows)))
        (local.set $w0 (v128.load64_splat offset=0 (local.get $weights)))
        (local.set $w1 (v128.load64_splat offset=8 (local.get $weights)))
        (local.set $w2 (v128.load64_splat offset=16 (local.get $weights)))
        (local.set $w3 (v128.load64_splat offset=24 (local.get $weights)))
        (local.set $k (i32.const 0))
        (loop $along
          (v128.store (i32.add (local.get $into) (local.get $k))
            (f64x2.add
              (f64x2.add
                (v128.load (i32.add (local.get $into) (local.get $k)))
                (f64x2.add
                  (f64x2.mul (local.get $w0) (v128.load (i32.add (local.get $p0) (local.get $k))))
                  (f64x2.mul (local.get $w1) (v128.load (i32.add (local.get $p1) (local.get $k))))))
              (f64x2.add
                (f64x2.mul (local.get $w2) (v128.load (i32.add (local.get $p2) (local.get $k))))
                (f64x2.mul (local.get $w3) (v128.load (i32.add (local.get $p3) (local.get $k)))))))
          (br_if $along (i32.lt_s (local.tee $k (i32.add (local.get $k) (i32.const 16))) (local.get $end))))
        (local.set $rows (i32.add (local.get $rows) (i32.const 16)))
        (local.set $weights (i32.add (local.get $weights) (i32.const 32)))
        (local.set $count (i32.sub (local.get $count) (i32.const 4)))
        (br $four)))
    (block $none
      (loop $one
        (br_if $none (i32.le_s (local.get $count) (i32.const 0)))
        (local.set $p0 (i32.load (local.get $rows)))
        (local.set $w0 (v128.load64_splat (local.get $weights)))
        (local.set $k (i32.const 0))
        (loop $along
          (v128.store (i32.add (local.get $into) (local.get $k))
            (f64x2.add
              (v128.load (i32.add (local.get $into) (local.get $k)))
              (f64x2.mul (local.get $w0) (v128.load (i32.add (local.get $p0) (local.get $k))))))
          (br_if $along (i32.lt_s (local.tee $k (i32.add (local.get $k) (i32.const 16))) (local.get $end))))
        (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
        (local.set $weights (i32.add (local.get $weights) (i32.const 8)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $one)))))
