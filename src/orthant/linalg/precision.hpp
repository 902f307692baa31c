/// In which arithmetic a kernel works. Factors are stored in double either way: `single` rounds what it reads
/// to float, works in float, and gives doubles back; about half the time where memory or flops are the
/// limit, relative error about 1e-6 of the largest term. For the way to a solution, never for judging one.
#pragma once

namespace orthant {

enum class Precision { single, full };

}  // namespace orthant
