"""
Nonnegative factors of a matrix, with proofs, by the library liborthant (include/orthant/orthant.h).

    found = recover(X, rank = 10, starts = 20)
    found["L"], found["R"], found["solution.json"]      # factors, and documents as JSON text

Options are those of the program, with underscores for hyphens. The library is looked for in ENV["ORTHANT_LIBRARY"],
then among those of the system.
"""
module Orthant

using Libdl

export recover, certify, project, write_results

const abi = 1
const library = Ref{Ptr{Cvoid}}(C_NULL)

function __init__()
    # By itself, not by the BLAS of Julia, which has functions of the same names.
    place = get(ENV, "ORTHANT_LIBRARY", "liborthant.so.0.1")
    library[] = dlopen(place, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND)
    found = ccall(address(:orthant_abi), Cint, ())
    found == abi || error("$place: C interface $found; expected $abi")
end

address(name) = dlsym(library[], name)

"orthant_matrix"
struct Entries
    entries::Ptr{Cdouble}
    rows::Int64
    cols::Int64
    row_stride::Int64
    col_stride::Int64
end

"What a command found: `found[name]` is a matrix (\"L\", \"minima/2/R\") or a document (\"solution.json\")."
mutable struct Job
    pointer::Ptr{Cvoid}
    given::Vector{Matrix{Float64}}  # which the library reads where it is

    function Job(command)
        pointer = ccall(address(:orthant_new), Ptr{Cvoid}, (Cstring,), command)
        pointer == C_NULL && error("$command: no such command, or no memory")
        finalizer(job -> ccall(address(:orthant_free), Cvoid, (Ptr{Cvoid},), job.pointer), new(pointer, []))
    end
end

function check(job, status)
    status == 0 && return job
    throw(ArgumentError(unsafe_string(ccall(address(:orthant_error), Cstring, (Ptr{Cvoid},), job.pointer))))
end

"Columns are contiguous in Julia. Missing entries are NaN for the library."
function give(job, name, matrix::AbstractMatrix)
    dense = Matrix{Float64}(coalesce.(matrix, NaN))
    push!(job.given, dense)
    rows, cols = size(dense)
    check(job, ccall(address(:orthant_dense), Cint,
                     (Ptr{Cvoid}, Cstring, Cint, Int64, Int64, Int64, Int64, Ptr{Cdouble}),
                     job.pointer, name, 0, rows, cols, 1, rows, dense))
end

json(value::Bool) = string(value)
json(value::Integer) = string(value)
json(value::Real) = isfinite(value) ? string(Float64(value)) : throw(ArgumentError("$value; expected a finite number"))
json(values::Union{AbstractRange,AbstractVector}) = json(join(values, ","))
function json(value)
    text = replace(string(value), "\\" => "\\\\", "\"" => "\\\"")
    any(iscntrl, text) && throw(ArgumentError("an option with a control character"))
    "\"$text\""
end

function run(command, arguments)
    job = Job(command)
    options = String[]
    for (name, value) in arguments
        value === nothing && continue
        value isa AbstractMatrix ? give(job, string(name), value) : push!(options, "\"$name\": $(json(value))")
    end
    text = "{" * join(options, ", ") * "}"
    check(job, ccall(address(:orthant_run), Cint, (Ptr{Cvoid}, Cstring, Ptr{Cvoid}, Ptr{Cvoid}),
                     job.pointer, text, C_NULL, C_NULL))
end

Base.getindex(job::Job, name::AbstractString) = GC.@preserve job begin
    text = ccall(address(:orthant_document), Cstring, (Ptr{Cvoid}, Cstring), job.pointer, name)
    text == C_NULL ? matrix_of(job, name) : unsafe_string(text)
end

function matrix_of(job, name)
    found = ccall(address(:orthant_result), Entries, (Ptr{Cvoid}, Cstring), job.pointer, name)
    found.entries == C_NULL && throw(KeyError(name))
    [unsafe_load(found.entries, 1 + i * found.row_stride + j * found.col_stride)
     for i in 0:found.rows-1, j in 0:found.cols-1]
end

"Nonnegative factors of `data`; `L` and `R` (or `U`) begin the first start."
recover(data; rank, options...) = run("recover", [:data => data, :rank => rank, options...])

"What the factors `L` and `R` (or `U = …`) of `data` are."
certify(data, L = nothing, R = nothing; options...) = run("certify", [:data => data, :L => L, :R => R, options...])

"Rows of the left factor for new rows of data; with `L = …` those of the right one for new columns."
project(data, R = nothing; L = nothing, options...) =
    run("project", [:data => data, :R => R, :L => L, :side => R === nothing ? "right" : nothing, options...])

"Everything that the program writes, into a folder."
write_results(job, folder) = check(job, ccall(address(:orthant_write), Cint, (Ptr{Cvoid}, Cstring), job.pointer, folder))

end
