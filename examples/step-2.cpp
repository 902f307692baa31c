/// Step 2: a measurement operator of your own. Columns of X are pooled before they are measured,
///
///   𝒜(X) = X Q,   𝒜*(Y) = Y Qᵀ,   Q (cols×pools) nonnegative,
///
/// as when several samples share one test. Solvers and certificates need no more than this class.

#include <cstdio>
#include <orthant/orthant.hpp>

using orthant::ConstMatrixRef, orthant::ConstVectorRef, orthant::Index, orthant::Matrix, orthant::Vector;

class Pooled final : public orthant::MeasurementOperator {
 public:
  Pooled(Index rows, Matrix Q) : rows_(rows), Q_(std::move(Q)) {}

  std::string_view kind() const override { return "pooled"; }
  Index rows() const override { return rows_; }
  Index cols() const override { return Q_.rows(); }
  Index measurements() const override { return rows_ * Q_.cols(); }

  Vector apply(const ConstMatrixRef& X) const override { return (X * Q_).reshaped(); }
  Matrix adjoint(const ConstVectorRef& y) const override {
    return y.reshaped(rows_, Q_.cols()) * Q_.transpose();
  }
  /// (L(RᵀQ)): LRᵀ is never formed.
  Vector apply_product(const ConstMatrixRef& L, const ConstMatrixRef& R) const override {
    return (L * (R.transpose() * Q_)).reshaped();
  }
  /// Sums of k and of cols products: |error| ≤ (k + cols + 2) ε |L||R|ᵀ|Q|, to first order.
  Vector apply_product_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const override {
    const double each = static_cast<double>(L.cols() + cols() + 2) * 2.3e-16;
    return each * (L.cwiseAbs() * (R.cwiseAbs().transpose() * Q_.cwiseAbs())).reshaped();
  }

 private:
  Index rows_;
  Matrix Q_;
};

int main() {
  constexpr Index rows = 12, cols = 10, pools = 7, rank = 2;
  Matrix Q = Matrix::Zero(cols, pools), L(rows, rank), R(cols, rank);
  for (Index j = 0; j < cols; ++j) Q(j, j % pools) = Q(j, (3 * j + 1) % pools) = 1;
  for (Index i = 0; i < rows; ++i)
    L.row(i) << static_cast<double>(i % 5), static_cast<double>((2 * i + 1) % 7);
  for (Index j = 0; j < cols; ++j) R.row(j) << static_cast<double>((j + 3) % 4), static_cast<double>(j % 3);
  const auto pooled = std::make_shared<Pooled>(rows, Q);

  // ⟨𝒜(X), y⟩ = ⟨X, 𝒜*(y)⟩ is what everything else relies on: try it first.
  const Matrix X = L * R.transpose();
  const Vector y = Vector::LinSpaced(pooled->measurements(), -1, 2);
  std::printf("adjoint   %s\n",
              std::abs(pooled->apply(X).dot(y) - X.cwiseProduct(pooled->adjoint(y)).sum()) < 1e-9
                  ? "agrees"
                  : "differs");

  const orthant::AsymmetricRecovery objective(orthant::observe_product(pooled, L, R), rank);
  const orthant::SolveResult end = orthant::solve(objective, orthant::random_start(objective, 0, 1));
  const orthant::Certificate point = orthant::certify(objective, end.U);
  std::printf("certified %s, relative error below 1e-9: %s\n", to_string(point.verdict).data(),
              point.relative_error < 1e-9 ? "yes" : "no");
  return point.verdict == orthant::Verdict::global_minimizer ? 0 : 1;
}
