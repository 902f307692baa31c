/// Step 3: data in memory, several starts, one call. Ratings of 8 people for 6 films, some of them unknown:
/// which nonnegative factors of rank 2 fit those that are known, and are there local minima that are not the
/// best?

#include <cstdio>
#include <orthant/orthant.hpp>

int main() {
  const int ratings[8][6] = {{5, 4, 0, 1, 1, 0}, {4, 0, 5, 1, 0, 1}, {5, 5, 4, 0, 1, 2}, {1, 0, 1, 5, 4, 0},
                             {0, 1, 2, 4, 0, 5}, {1, 1, 0, 5, 5, 4}, {3, 0, 3, 3, 0, 3}, {0, 3, 2, 0, 3, 2}};
  std::vector<orthant::Triplet> known;
  for (int person = 0; person < 8; ++person)
    for (int film = 0; film < 6; ++film)
      if (const int rating = ratings[person][film]; rating > 0)
        known.push_back({person, film, static_cast<double>(rating)});

  const orthant::Data data{.matrix = orthant::data_of_triplets(known, 8, 6),
                           .observed = orthant::Observed::entries};
  const orthant::Recovery found = orthant::recover(data, {.rank = 2, .search = {.starts = 6}});

  for (const orthant::Minimum& minimum : found.search.minima)
    std::printf("objective %.6f  %zu of 6 starts  %s%s, %s\n", minimum.certificate.objective,
                minimum.starts.size(), to_string(minimum.certificate.verdict).data(),
                minimum.certificate.spurious == true ? ", spurious" : "",
                to_string(minimum.certificate.rigor).data());
  const orthant::Matrix fit = found.left() * found.right().transpose();
  std::printf("person 1 would give film 3 %.1f\n", fit(0, 2));
  return found.search.minima.empty() ? 1 : 0;
}
