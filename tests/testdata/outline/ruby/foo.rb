# frozen_string_literal: true

# About.

require 'a'
require_relative "b"
# d
#   indented
module M
  class Foo < Bar
    MAX = 1
    attr_reader :x
    # m
    def m(a, b = 1, *c, d:, e: 2, **f, &g)
      x = 1
    end
    def self.s; end
    class << self
      def t; end
    end
    private
    def p; end
    private def q; end
    private_class_method :s
  end
end
def top; end
