/// The paper, executable: every statement evaluated on instances of the caller's choosing, what holds, how
/// sharply, and what a printed formula gets wrong. Each comparison that a
/// statement consists of is a row with the expected and the measured value, and with its rigor.
///
/// What is measured comes from the objectives, operators and certificates of this project, never from the
/// formula it is compared with. Where the paper's versions print different formulas (v1 May 2025, v2 January
/// 2026), both are shown. Numbers are those of v2. Source: Zhang 2025; the corrections are in docs/errata.md,
/// what goes beyond the paper is proved in docs/beyond.md.
#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "orthant/base/words.hpp"
#include "orthant/certify/certificate.hpp"
#include "orthant/prove/proof.hpp"

namespace orthant::paper {

/// How a row was obtained. The first two are proofs of what the row says.
enum class RowRigor {
  exact,     ///< rational arithmetic, or an identity of polynomials
  verified,  ///< floating point with rigorous bounds
  numeric,   ///< floating point
  sampled,   ///< no counterexample among those that were tried; says nothing of the others
};
constexpr auto words_of(RowRigor) {
  return std::to_array<Word<RowRigor>>({{RowRigor::exact, "exact"},
                                        {RowRigor::verified, "verified"},
                                        {RowRigor::numeric, "numeric"},
                                        {RowRigor::sampled, "sampled"}});
}

/// Whether the statement came out: as it is; with a printed formula put right; not, being a conjecture that is
/// shown to be false; not, though it should.
enum class Outcome { holds, corrected, refuted, fails };
constexpr auto words_of(Outcome) {
  return std::to_array<Word<Outcome>>({{Outcome::holds, "holds"},
                                       {Outcome::corrected, "holds, corrected"},
                                       {Outcome::refuted, "refuted"},
                                       {Outcome::fails, "fails"}});
}

/// One comparison.
struct Row {
  std::string quantity;  ///< "modulus", "f(U₀)"
  std::string expected;  ///< "2α² = 0.5"
  std::string measured;  ///< "0.49999999998"
  bool holds = false;
  RowRigor rigor = RowRigor::numeric;
  std::string certificate;  ///< the name of the certificate that proves it, or empty
  std::string printed;      ///< of an erratum: the formula as printed and its value; else empty
  std::optional<bool>
      printed_holds;  ///< of an erratum: whether the printed formula agrees with what was measured
};

/// A proof that a row rests on, as `certify --out` would write it.
struct StatementCertificate {
  std::string name;  ///< of its folder: "theorem-3-symmetric"
  Certificate certificate;
  Proof proof;
};

struct Statement {
  std::string id;          ///< "theorem-3"
  std::string place;       ///< "Theorem 3"
  std::string text;        ///< what is stated, in a sentence or two
  std::string parameters;  ///< "n = 5, r = 2, r⋆ = 2, α = 1/2, ε = 3/10"
  Outcome verdict = Outcome::fails;
  bool as_expected = false;
  std::vector<Row> rows;
  std::vector<StatementCertificate> certificates;
  std::string note;     ///< a remark for people, may be empty
  std::string command;  ///< shows this statement alone
  double seconds = 0;

  Statement() = default;
  Statement(std::string its_place, std::string its_text, std::string its_parameters)
      : place(std::move(its_place)), text(std::move(its_text)), parameters(std::move(its_parameters)) {}

  /// The verdict follows the rows: fails as soon as one does, otherwise corrected as soon as a printed formula
  /// disagrees.
  Row& add(Row row) {
    as_expected = (rows.empty() || as_expected) && row.holds;
    verdict = !as_expected                                                  ? Outcome::fails
              : row.printed_holds == false || verdict == Outcome::corrected ? Outcome::corrected
                                                                            : Outcome::holds;
    return rows.emplace_back(std::move(row));
  }
};

struct Parameters {
  Index n = 5, rank = 2, true_rank = 2;  ///< Theorem 3 and its lemmas
  mpq_class alpha = mpq_class(1, 2), epsilon = mpq_class(3, 10);
  Index m = 5, rank4 = 3, true_rank4 = 3;  ///< Theorem 4 and its lemmas: m > rank4 ≥ true_rank4 ≥ 2
  double balance = 0.25;                   ///< λ
  int starts = 12;                         ///< of each search in Proposition 1
  std::uint64_t seed = 0;
};

}  // namespace orthant::paper
