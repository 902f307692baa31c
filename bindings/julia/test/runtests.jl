using Orthant, Test

X = Float64[3 9 8 2 5 9; 7 9 1 9 0 7; 4 8 3 3 7 8; 8 7 6 2 3 2; 8 6 0 1 2 9; 0 4 0 4 7 9; 6 6 6 9 7 2; 5 1 0 2 7 3]
found = recover(X, rank = 3, starts = 4)
value(L, R) = sum(abs2, X - L * R') / 2

@test value(found["L"], found["R"]) ≈ 64.34199628658 rtol = 1e-10
@test value(found["minima/2/L"], found["minima/2/R"]) ≈ 64.991232013098 rtol = 1e-10
@test occursin("\"verified\"", found["certificate.json"])
@test occursin("\"spurious\": true", certify(X, found["minima/2/L"], found["minima/2/R"], var"witness.L" = found["L"],
                                             var"witness.R" = found["R"])["certificate.json"])
@test project(X, found["R"])["L"] ≈ found["L"]
@test project(X, L = found["L"])["R"] ≈ found["R"]
@test_throws ArgumentError recover(X, rank = 0)
@test_throws KeyError found["nothing"]
folder = mktempdir()
write_results(found, folder)
@test isfile(joinpath(folder, "solution.json"))
