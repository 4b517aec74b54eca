defmodule Shop.Item do
  @moduledoc "Something to buy."
  defstruct [:name]
end
