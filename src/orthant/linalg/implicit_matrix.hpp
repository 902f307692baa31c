/// A matrix S that is known only by its products with thin matrices, so that nothing of size
/// rows×cols need ever be stored.
#pragma once

#include "orthant/linalg/matrix.hpp"

namespace orthant {

class ImplicitMatrix {
 public:
  virtual ~ImplicitMatrix() = default;

  virtual Index rows() const = 0;
  virtual Index cols() const = 0;

  /// True where S = Sᵀ is known, entry for entry: then one product does for both.
  virtual bool is_symmetric() const { return false; }

  /// S V, for V of size cols×k.
  virtual Matrix times(const ConstMatrixRef& V) const = 0;

  /// SᵀV, for V of size rows×k.
  virtual Matrix transpose_times(const ConstMatrixRef& V) const = 0;

  /// ⟨S, PQᵀ⟩ = ⟨S Q, P⟩, for P rows×k and Q cols×k.
  double inner(const ConstMatrixRef& P, const ConstMatrixRef& Q) const {
    return times(Q).cwiseProduct(P).sum();
  }
};

/// ½(A + Aᵀ) of a square A that outlives it.
class SymmetricPart final : public ImplicitMatrix {
 public:
  explicit SymmetricPart(const ImplicitMatrix& A) : A_(A) {}
  Index rows() const override { return A_.rows(); }
  Index cols() const override { return A_.cols(); }
  Matrix times(const ConstMatrixRef& V) const override { return (A_.times(V) + A_.transpose_times(V)) / 2; }
  Matrix transpose_times(const ConstMatrixRef& V) const override { return times(V); }

 private:
  const ImplicitMatrix& A_;
};

/// P Qᵀ as an implicit matrix: S V = P (QᵀV), 2(rows + cols)·k·cols(V) flops.
class LowRankMatrix final : public ImplicitMatrix {
 public:
  LowRankMatrix(Matrix P, Matrix Q) : P_(std::move(P)), Q_(std::move(Q)) {}

  Index rows() const override { return P_.rows(); }
  Index cols() const override { return Q_.rows(); }
  Matrix times(const ConstMatrixRef& V) const override { return P_ * Matrix(Q_.transpose() * V); }
  Matrix transpose_times(const ConstMatrixRef& V) const override { return Q_ * Matrix(P_.transpose() * V); }

  const Matrix& left() const { return P_; }   ///< P
  const Matrix& right() const { return Q_; }  ///< Q

 private:
  Matrix P_, Q_;
};

}  // namespace orthant
