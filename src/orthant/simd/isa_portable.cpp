#define ORTHANT_INSTRUCTIONS portable
#define ORTHANT_WIDTH 16
#include "orthant/simd/instances.inc"
