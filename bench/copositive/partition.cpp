// Copositivity by simplicial partition (Bundfuss–Dür 2008, LAA 428; Sponsel–Bundfuss–Dür 2012, JOGO 52).
//
// The standard simplex is cut into simplices conv V.  With B = VᵀQV:
//   some b_ii < 0, or a negative value on an edge of conv V          → Q is not copositive (witness);
//   B ≥ 0 entrywise                                                  → the form is ≥ 0 on conv V      (N)
//   B with its positive off-diagonal entries set to 0 is PSD         → the same                     (S+N)
//   otherwise the edge with the most negative b_ij / √(b_ii b_jj) is cut at the minimiser of the form on it,
//   and every `kLongestEvery` levels the longest edge is cut in the middle, so that diameters go to 0.
// After a cut, B and V change in one row and column: O(n²) a child, O(n³) for the PSD test.
// Ends for strictly copositive and for not copositive matrices; on the boundary it need not end.
//
// Usage: partition MATRIX SECONDS [TOLERANCE].  MATRIX is a text file: n, then n×n numbers.  A value counts as
// negative below −TOLERANCE·max|q_ij| (default 1e-9), so `copositive` holds up to that amount and rounding.
// Prints one JSON line: verdict, seconds, simplices, witness.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

using Matrix = std::vector<double>;  // n×n, row-major; row i of `vertices` is vertex i
constexpr int kLongestEvery = 6;
constexpr std::size_t kMaxBytes = std::size_t{1} << 30;  // of waiting simplices; more ends as undecided

struct Simplex {
  Matrix form;      // B = VᵀQV
  Matrix vertices;  // Vᵀ
  int level = 0;
};

struct Cut {
  int i = -1, j = -1;
  double weight = 0.5;  // the new vertex is weight·v_i + (1 − weight)·v_j
};

// Cholesky of B with its positive off-diagonal entries cleared; PSD up to `tolerance`.
bool clipped_is_psd(const Matrix& B, int n, double tolerance) {
  Matrix A(B);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      if (i != j) A[i * n + j] = std::min(A[i * n + j], 0.0);
  for (int k = 0; k < n; ++k) {
    const double pivot = A[k * n + k];
    if (pivot < -tolerance) return false;
    for (int i = k + 1; i < n; ++i) {
      const double entry = A[i * n + k];
      if (pivot <= tolerance) {
        if (std::abs(entry) > tolerance) return false;
        continue;
      }
      const double factor = entry / pivot;
      for (int j = k + 1; j <= i; ++j) A[i * n + j] -= factor * A[j * n + k];
    }
    for (int i = k + 1; i < n; ++i)
      for (int j = i + 1; j < n; ++j) A[i * n + j] = A[j * n + i];
  }
  return true;
}

// Longest edge of the simplex, cut in the middle.
Cut longest_edge(const Matrix& V, int n) {
  Cut cut;
  double longest = -1;
  for (int i = 0; i < n; ++i)
    for (int j = i + 1; j < n; ++j) {
      double length = 0;
      for (int k = 0; k < n; ++k) length += (V[i * n + k] - V[j * n + k]) * (V[i * n + k] - V[j * n + k]);
      if (length > longest) longest = length, cut.i = i, cut.j = j;
    }
  return cut;
}

// The edge with the most negative b_ij/√(b_ii b_jj), cut at the minimiser of the form, kept off the ends.
Cut best_edge(const Matrix& B, int n, double tolerance) {
  Cut cut;
  double worst = 0;
  for (int i = 0; i < n; ++i)
    for (int j = i + 1; j < n; ++j) {
      const double b = B[i * n + j];
      if (b >= -tolerance) continue;
      const double size = std::sqrt(std::max(B[i * n + i], tolerance) * std::max(B[j * n + j], tolerance));
      if (b / size < worst) worst = b / size, cut.i = i, cut.j = j;
    }
  if (cut.i < 0) return cut;
  const double bi = B[cut.i * n + cut.i], bj = B[cut.j * n + cut.j], bij = B[cut.i * n + cut.j];
  cut.weight = std::clamp((bj - bij) / (bi + bj - 2 * bij), 0.05, 0.95);
  return cut;
}

// The child of `parent` in which the cut's point replaces vertex `gone`.
Simplex child(const Simplex& parent, int n, const Cut& cut, int gone) {
  Simplex next = parent;
  next.level = parent.level + 1;
  const double s = cut.weight, t = 1 - s;
  const Matrix& B = parent.form;
  for (int k = 0; k < n; ++k) {
    const double value = s * B[cut.i * n + k] + t * B[cut.j * n + k];
    next.form[gone * n + k] = next.form[k * n + gone] = value;
    next.vertices[gone * n + k] = s * parent.vertices[cut.i * n + k] + t * parent.vertices[cut.j * n + k];
  }
  next.form[gone * n + gone] =
      s * s * B[cut.i * n + cut.i] + 2 * s * t * B[cut.i * n + cut.j] + t * t * B[cut.j * n + cut.j];
  return next;
}

int main(int argc, char** argv) {
  std::FILE* file = argc >= 3 ? std::fopen(argv[1], "r") : nullptr;
  int n = 0;
  if (!file || std::fscanf(file, "%d", &n) != 1 || n < 1) {
    std::fprintf(stderr, "expected: partition MATRIX SECONDS [TOLERANCE]\n");
    return 2;
  }
  const double budget = std::atof(argv[2]);
  Simplex root;
  root.form.resize(n * n);
  double scale = 0;
  for (double& entry : root.form) {
    if (std::fscanf(file, "%lf", &entry) != 1) return 2;
    scale = std::max(scale, std::abs(entry));
  }
  std::fclose(file);
  const double tolerance = (argc > 3 ? std::atof(argv[3]) : 1e-9) * std::max(scale, 1e-300);
  root.vertices.assign(n * n, 0);
  for (int i = 0; i < n; ++i) root.vertices[i * n + i] = 1;

  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  const char* verdict = "copositive";
  std::vector<double> witness;
  long simplices = 0;
  std::vector<Simplex> stack{root};
  while (!stack.empty()) {
    if (seconds() > budget || stack.size() * 2 * n * n * sizeof(double) > kMaxBytes) {
      verdict = "undecided";
      break;
    }
    const Simplex simplex = std::move(stack.back());
    stack.pop_back();
    ++simplices;
    const Matrix& B = simplex.form;
    for (int i = 0; i < n && witness.empty(); ++i)
      if (B[i * n + i] < -tolerance)
        witness.assign(&simplex.vertices[i * n], &simplex.vertices[i * n] + n);
    if (!witness.empty()) {
      verdict = "not_copositive";
      break;
    }
    Cut cut = best_edge(B, n, tolerance);
    if (cut.i < 0 || clipped_is_psd(B, n, tolerance)) continue;  // (N), (S+N)
    if (simplex.level % kLongestEvery == kLongestEvery - 1) cut = longest_edge(simplex.vertices, n);
    stack.push_back(child(simplex, n, cut, cut.i));
    stack.push_back(child(simplex, n, cut, cut.j));
  }

  std::printf("{\"verdict\": \"%s\", \"seconds\": %.6f, \"simplices\": %ld, \"witness\": ", verdict, seconds(), simplices);
  if (witness.empty()) std::printf("null");
  for (int k = 0; k < static_cast<int>(witness.size()); ++k)
    std::printf("%s%.17g", k ? ", " : "[", witness[k]);
  std::printf("%s}\n", witness.empty() ? "" : "]");
}
