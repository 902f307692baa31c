/// The map of all minima that starts of one law end in: the distinct points, what each of them is, and how often it is
/// reached.
///
/// 1. Random starts, independent and all alike: none begins from anything else, none is influenced by another (start
/// s of
///    seed σ is the same wherever it runs). Those that end in one point are one minimum (recover/multi_start.hpp).
/// 2. Hits h of n starts: the rate h/n with the interval of Clopper & Pearson, 95 %; how likely one more start is to
/// find
///    something new (unseen.hpp). Starts run in rounds that double;
///    with `unseen` > 0 until the bound is below it. A round that time cuts off is left out, unless it is the first.
/// 3. Each minimum has a proof of its own where there is one, the best point as witness against the others.
/// 4. Two minima are proved to be different where their proved intervals of objectives are disjoint.
/// `proved_distinct` is
///    the largest number of minima of which that holds for all pairs: intervals taken greedily by their upper ends.
/// 5. What the minima near the best have in common (trust.hpp).
/// 6. How high the walls between the lowest minima are, at most, and where their basins join (disconnectivity.hpp). An
///    atlas that is added to or merged has to be looked at anew for that: its passes are left out.
///
/// Atlases of one objective and one law of starts merge exactly: hits add up, the same points are one. Objectives are
/// the same when they agree, relatively to 1e-9, in three fixed points (`fingerprint`) and in size; a start may be
/// counted once only.
///
/// No start is given up early, and none is ended because it is near a known minimum: both would have to be told from
/// hits.
/// Cost: that of the starts, of a certificate of each point that is new in its round, and of the proofs.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "orthant/explore/disconnectivity.hpp"
#include "orthant/explore/proportion.hpp"
#include "orthant/explore/trust.hpp"
#include "orthant/explore/unseen.hpp"
#include "orthant/prove/certificate_document.hpp"
#include "orthant/recover/recover_problem.hpp"

namespace orthant {

struct AtlasOptions {
  RecoverOptions recover = {.search = {.starts = 100}};
  double within = 1;
  double unseen = 0;
  std::optional<long> barriers = {};
  bool every_pair = false;
};

inline constexpr Option<AtlasOptions> atlas_options[] = {
    {"within",
     "parts are compared over the minima whose objective is so many per cent above the best, at most",
     {0, 1e6},
     &AtlasOptions::within},
    {"unseen",
     "stop, after at most `starts`, when another start finds an unseen minimum with at most this probability, at a "
     "confidence of 95 % (0: run all)",
     {0, 1},
     &AtlasOptions::unseen},
    {"barriers",
     "search for low passes between so many of the lowest minima (0: none; default: as many as take some 10 seconds, 12 "
     "at most)",
     {0, 1000},
     &AtlasOptions::barriers},
    {"every_pair",
     "search for a pass between every two of them, not only where basins join",
     {},
     &AtlasOptions::every_pair},
};
/// Those of recover_options that an atlas has.
inline constexpr Option<RecoverOptions> atlas_proof_options[] = {
    {"numeric", "do not try to prove what floating point says", {}, &RecoverOptions::numeric},
    {"self_contained", self_contained_help, {}, &RecoverOptions::self_contained},
};

/// Starts `first` … `first` + `count` − 1 of a seed.
struct AtlasRun {
  long seed = 0;
  Index first = 1, count = 0;
  double seconds = 0;  ///< of solving
};

struct AtlasMinimum {
  CertificateDocument judged;
  std::optional<Proof> proof = {};      ///< with its files, where it was found in this run
  std::string folder = {};              ///< that holds the certificate's files, where it was read
  Matrix factors = {};                  ///< [L; R], or U
  std::vector<EqualPoint> others = {};  ///< of a continuum: where else its starts ended, as `factors`
  std::vector<Index> starts = {};       ///< that ended here, in the order of all starts of all runs, from 1
  Proportion rate = {};
  bool distinct = false;  ///< proved to be another point than every other minimum here

  const Certificate& certificate() const { return judged.certificate; }
};

/// What atlases that merge must have in common.
struct AtlasLaw {
  Model model = Model::nmf;
  Loss loss = Loss::frobenius;
  Index rows = 0, cols = 0, rank = 0;
  std::vector<double> fingerprint;                           ///< the objective in fixed points
  std::vector<std::pair<std::string, OptionValue>> options;  ///< of the search
};

/// What rows and columns of the data are, for those who show parts.
struct AtlasNames {
  std::vector<std::string> rows, columns;  ///< empty: none
  std::optional<ImageShape> image_shape;   ///< of the picture that a row of the data is
};

struct Atlas {
  AtlasLaw law;
  std::string data;  ///< its name
  AtlasNames names;
  std::vector<AtlasRun> runs;
  Index starts = 0;
  std::vector<AtlasMinimum> minima;  ///< lowest first
  std::vector<Index> ends;           ///< for each start, in order: its minimum from 0, or −1
  Index saddles = 0, unfinished = 0;
  Index proved = 0;           ///< minima with a proof
  Index proved_distinct = 0;  ///< minima that are proved to be different from each other
  Unseen unseen;
  TrustReport trust;
  std::optional<Disconnectivity> passes;  ///< between the first minima; nothing: not looked for
  std::vector<std::string> left_out;
  double solve_seconds = 0, certify_seconds = 0, total_seconds = 0;

  bool symmetric() const { return law.model == Model::symmetric; }
};

/// Told the number of starts that have ended, of how many, and the lowest objective of this round.
using AtlasObserver = std::function<void(Index done, Index of, const StartReport& report)>;

/// Throws InputError. Starts after the first `skip` of options.recover.search.
Atlas atlas(const Data& data, const AtlasOptions& options, const Budget& budget = {},
            const AtlasObserver& observer = {});
Atlas atlas(const Problem& problem, const std::string& name, const AtlasOptions& options,
            const Budget& budget = {}, const AtlasObserver& observer = {});

/// Throws InputError where they are of other objectives or laws, or have a start in common.
Atlas merged(Atlas first, Atlas second, double within);

/// The number of starts of this seed, from the first on, behind which none has run.
Index last_start(const Atlas& atlas, long seed);

}  // namespace orthant
