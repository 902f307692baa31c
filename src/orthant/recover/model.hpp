/// What is fitted to the data, X ≈ LRᵀ or X ≈ UUᵀ, how misfit is measured, and what is added to it: from Data
/// to an Objective. And the points of such a problem in files.
#pragma once

#include <memory>
#include <string>

#include "orthant/objectives/objective.hpp"
#include "orthant/objectives/problem.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/recover/data.hpp"

namespace orthant {

/// `completion` is NMF of observed entries; `automatic` is that or `nmf`, by what was observed. `sensing` is LRᵀ
/// by measurements that are no entries: of problem folders only. `kmeans` groups rows (clusters.hpp).
enum class Model { automatic, nmf, symmetric, completion, sensing, kmeans };
constexpr auto words_of(Model) {
  using enum Model;
  return std::to_array<Word<Model>>({{automatic, "auto"},
                                     {nmf, "nmf"},
                                     {symmetric, "symmetric"},
                                     {completion, "completion"},
                                     {sensing, "sensing"},
                                     {kmeans, "kmeans"}});
}

/// Misfit of an entry: ½ squares, or a divergence (objectives/divergence.hpp).
enum class Loss { frobenius, kullback_leibler, itakura_saito };
constexpr auto words_of(Loss) {
  return std::to_array<Word<Loss>>({{Loss::frobenius, "frobenius"},
                                    {Loss::kullback_leibler, "kullback-leibler"},
                                    {Loss::itakura_saito, "itakura-saito"}});
}

struct ModelOptions {
  Model model = Model::automatic;
  double balance = 0;  ///< λ
  Loss loss = Loss::frobenius;
  Regularisation regularisation = {};
  std::string fix_left = {}, fix_right = {};  ///< columns from 0, "0-4,7"; empty: none
  bool offsets = false;

  bool has_fixed_columns() const { return offsets || !fix_left.empty() || !fix_right.empty(); }
};

inline constexpr Option<ModelOptions> model_options[] = {
    {"model",
     "nmf, symmetric or completion (auto: nmf, or completion of what was observed); kmeans: groups of rows",
     {},
     one_word<&ModelOptions::model>},
    {"balance", "weight λ of the balance term ½‖LᵀL − RᵀR‖²", {}, &ModelOptions::balance},
    {"loss",
     "misfit of an entry: frobenius (½ squares), kullback-leibler or itakura-saito",
     {},
     one_word<&ModelOptions::loss>},
    {"fix_left",
     "columns of L that are held at the values of the given factors, from 0: 0-4,7",
     {},
     &ModelOptions::fix_left},
    {"fix_right", "the same for columns of R", {}, &ModelOptions::fix_right},
    {"offsets",
     "an offset for every row and for every column beside the product: two more columns, of which one factor "
     "is ones",
     {},
     &ModelOptions::offsets},
};

/// "0-4,7" → 0 1 2 3 4 7. Throws InputError on anything else and on a column beyond `rank`.
std::vector<Index> parse_columns(const std::string& name, const std::string& text, Index rank);

/// The model that `automatic` stands for.
Model chosen_model(const Data& data, const ModelOptions& options);

/// "l1_left = 0.1, l2_right = 2": the weights that are not zero.
std::string weights_in_words(const Regularisation& weights);

/// Throws InputError on options out of range or that exclude each other, and on data that the model cannot
/// have: negative, all zero, of a size that cannot be squared, not symmetric, complete where entries were to
/// be missing.
void check_model(const Data& data, const ModelOptions& options);

/// Throws InputError on data of a size that cannot be squared.
void require_ordinary_size(const Data& data);

/// As check_model, and on a rank out of range. With columns that are fixed (objectives/fixed_columns.hpp) `given`
/// has their values: a stacked point of at least those columns. `offsets` adds two columns behind the `rank`
/// others.
std::unique_ptr<Objective> make_objective(const Data& data, const ModelOptions& options, Index rank,
                                          const Matrix* given = nullptr);

/// The variable of the objective for these factors: without what is fixed. Throws InputError when they have
/// something else there.
Matrix without_fixed(const Objective& objective, const Matrix& factors, const std::string& name);

/// What factors of a problem must fit.
struct FactorShape {
  Index rows, cols;
  bool symmetric;
};

/// L, R or U, and what stands for it in messages.
struct NamedFactor {
  std::string name;
  Matrix entries;
};

/// [L; R], or U in the place of L for a symmetric model, of factors that may come from anywhere; `name` stands for
/// both. Checked as read_factors does.
Matrix stacked(const std::string& name, const FactorShape& shape, Index rank, const NamedFactor& L,
               const NamedFactor& R = {});

/// The stacked point in `folder`: L.npy and R.npy, or U.npy for a symmetric model. Rows are checked against
/// the shape; `rank` < 0 accepts any number of columns, otherwise up to `rank`, filled up with zero columns.
Matrix read_factors(const std::string& folder, const FactorShape& shape, Index rank);

}  // namespace orthant
