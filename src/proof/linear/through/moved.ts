/** Float64 arithmetic on numbers that are moved or added up where several operations read them loses less than this share of them. */
export const moved: number = 2 ** -40
