#if defined(__x86_64__)
#define ORTHANT_INSTRUCTIONS avx512
#define ORTHANT_WIDTH 64
#include "orthant/simd/instances.inc"
#endif
