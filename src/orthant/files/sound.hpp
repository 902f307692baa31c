/// Sounds (.wav, by libsndfile): the matrix of magnitudes of a short-time Fourier transform.
///
///   X(k, t) = |Σ_j h(j) x(t·hop + j) exp(−2πi jk / window)|,   j = 0 … window − 1,   k = 0 … ⌊window/2⌋
///   h(j) = ½ − ½ cos(2πj / window)      (Hann's window, periodic)
///
/// x is the mean of all channels, from −1 to 1. Every t whose samples are all there is a column: nothing is filled
/// up. Rows are frequencies k·rate/window ("430.7 Hz"), columns times t·hop/rate ("0.348 s"), at which the samples of
/// the column begin. Cost: one Fourier transform (FFTW) a column. Memory: the matrix and the samples of a window.
#pragma once

#include "orthant/files/named_data.hpp"
#include "orthant/files/source.hpp"

namespace orthant {

NamedData read_sound(const Source& source, const SourceOptions& options);

}  // namespace orthant
