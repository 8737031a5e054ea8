/** A seeded source of random bits. */
export interface Random {
  /** 32 uniform random bits, as a signed integer. */
  bits(): number
}
