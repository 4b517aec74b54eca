defmodule Shop.Cart do
  @moduledoc """
  A cart of items.
  """

  alias Shop.Item
  import Ecto.Query

  defstruct [:owner, items: []]

  @doc "Adds an item."
  @spec add(t, Item.t()) :: t
  def add(cart, item, count \\ 1)
  def add(cart, item, 1), do: put(cart, item)

  defp put(cart, item), do: %{cart | items: [item | cart.items]}
end
