/// certificate.json of a clustering (docs/certificates.md): the inertia of the labels, whether no clustering into
/// as many clusters has a smaller one, or below what none can be.
///
///   {"format": "orthant-kmeans/1",
///    "inertia": [lo, hi], "bound": b, "optimal": …, "unique": …, "method": …, "checked": …, "reasons": […],
///    "proof": {"data": FILE | {"data": NAME, "sha256": HASH}, "labels": FILE, "clusters": K,
///              "files": {FILE: SHA-256}, "claims": {"inertia": ["p/q", "p/q"], "bound": "p/q",
///              "optimal": …, "unique": …}, "evidence": …}}
///
/// What stands outside of `proof` are the claims once more, and must say no more.
#pragma once

#include "checker/kmeans/relaxation.hpp"
#include "checker/read/data_file.hpp"
#include "checker/read/document.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

inline constexpr const char* kmeans_format = "orthant-kmeans/1";

struct KMeansChecked {
  std::string statement;
  const char* rigor;
};

/// Throws Rejected unless the document proves what it claims, of the data that it holds or names, and Unfinished
/// when that takes more than is left of the work. With `own` the data must be those.
KMeansChecked check_kmeans(const Json& document, const Files& files, const OwnData* own, Work& work);

/// What contradicts the claims outside of the proof; the cheap part of the check.
void require_kmeans_outside(const Json& document);

}  // namespace orthant::checker
