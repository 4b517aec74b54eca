"""
    Shop

Sells bread.
"""
module Shop

export Cart, put!, Size

using LinearAlgebra: dot
import JSON
include("item.jl")

"What is bought."
mutable struct Cart{T<:Real} <: Basket
    items::Vector{T}
    "counts all"
    total
    Cart(items) = new(items, 0)
end

"""
    put!(cart, item; often=1)

Put an `item` into a cart.
"""
function put!(cart::Cart, item::Int=1; often::Int=1)::Cart
    cart
end

abstract type Shape end

area(shape::Shape) = 1
area(shape::Shape, scale) where T = scale

# Of pieces.
const LIMIT = 10

macro counted(x)
    x
end

@enum Size small large
Base.show(io::IO, cart::Cart) = print(io)
Base.:(==)(a::Cart, b::Cart) = true
_hidden(x) = x

end
