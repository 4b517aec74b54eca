defmodule Shop.Cart do
  @moduledoc """
  The cart.
  """
  use GenServer
  alias Shop.{Item, Price}
  import Ecto.Query
  @limit 3
  defstruct [:id, name: "x"]
  @doc "Adds."
  @spec add(t, Item.t) :: t
  def add(cart, item \\ nil) when is_list(cart) do
    1
  end
  def short(x), do: x
  defp hidden(x) do x end
  defmacro mac(a) do a end
  @callback go(term) :: :ok
  defmodule Inner do
    def f, do: 1
  end
end
defprotocol Size do
  def size(x)
end
defimpl Size, for: Map do
  def size(m), do: 1
end
