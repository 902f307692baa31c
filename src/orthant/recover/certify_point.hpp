/// What a given point is, with a proof: of data and factors, or of a problem folder.
///
///   const JudgedPoint point = point_of_data(data, {}, "factors");
///   const Certified certified = certify_point(point);
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "orthant/base/stop.hpp"
#include "orthant/certify/certify.hpp"
#include "orthant/prove/prove.hpp"
#include "orthant/recover/model.hpp"

namespace orthant {

struct JudgedPoint {
  std::optional<Problem> problem;  ///< of a problem folder: exact data for exact proofs
  std::shared_ptr<const Objective> objective;
  Matrix U;                                                    ///< stacked
  std::optional<Matrix> witness;                               ///< a point that may be better
  std::string checkable_file;                                  ///< Data::checkable_file
  std::vector<std::string> row_names = {}, column_names = {};  ///< of the data; empty: none
};

/// Columns that the model fixes have the values of `factors`, and the point is what is left of it.
/// `factors` and `witness` are folders with L.npy and R.npy, or U.npy; an empty one: no witness. Throws
/// InputError.
JudgedPoint point_of_data(const Data& data, const ModelOptions& model, const std::string& factors,
                          const std::string& witness = "");

/// The same of a stacked point in memory, and of a witness (null: none) of its size.
JudgedPoint point_of_data(const Data& data, const ModelOptions& model, const Matrix& U,
                          const Matrix* witness);

/// The point of a problem folder, or that in `factors`; without `witness` the folder's truth is one, when its
/// rank is at most that of the point. `terms` are added to the folder's objective. Throws InputError.
JudgedPoint point_of_problem(const std::string& folder, const std::string& factors = "",
                             const std::string& witness = "", const Regularisation& terms = {});

struct CertifyPointOptions {
  SecondOrderMethod method = SecondOrderMethod::automatic;
  double stationarity = CertifyOptions{}.stationarity;
  bool unconstrained = false;
  bool numeric = false;
  bool self_contained = false;
  long seed = 0;
};

inline constexpr Option<CertifyPointOptions> certify_point_options[] = {
    {"method", "second-order route: auto, schur or dense", {}, one_word<&CertifyPointOptions::method>},
    {"stationarity", "first-order points have at most this", {}, &CertifyPointOptions::stationarity},
    {"unconstrained",
     "judge the point as one of the problem without the constraint of nonnegative factors",
     {},
     &CertifyPointOptions::unconstrained},
    {"numeric", "do not try to prove what floating point says", {}, &CertifyPointOptions::numeric},
    {"self_contained", self_contained_help, {}, &CertifyPointOptions::self_contained},
    {"seed", "seed of the search for directions", {0, 9007199254740992}, &CertifyPointOptions::seed},
};

struct Certified {
  Certificate certificate;
  std::optional<Proof> proof;
};

/// The certificate, the proof adopted into it where there is one. Throws InputError on options that do not
/// fit the problem. The budget's grace is for what was found (base/stop.hpp).
Certified certify_point(const JudgedPoint& point, const CertifyPointOptions& options = {},
                        const Budget& budget = {});

/// Says in the certificate's reasons, in names, where its way down is steepest; nothing without a way or names.
void name_way_down(Certificate& certificate, Index left_rows, const std::vector<std::string>& row_names,
                   const std::vector<std::string>& column_names);

/// A proof, adopted into the certificate; or nothing, and the reason why not among the certificate's reasons.
std::optional<Proof> prove_and_adopt(const Objective& objective, const Problem* problem,
                                     Certificate& certificate, const Matrix* witness,
                                     const ProofOptions& options = {});

}  // namespace orthant
