#if defined(__x86_64__)
#define ORTHANT_INSTRUCTIONS avx2
#define ORTHANT_WIDTH 32
#include "orthant/simd/instances.inc"
#endif
