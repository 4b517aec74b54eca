# Prints a JSON list [file, name, kind, public, line] for all that the Ruby files named on standard input declare.
require 'json'
require 'ripper'

class Declared
  def initialize(file)
    @file, @open, @rows, @closed = file, true, [], []
  end

  def say(name, kind, open, line)
    @rows << [@file, name, kind, open, line]
  end

  def tell
    @rows.each do |file, name, kind, open, line|
      puts JSON.generate([file, name, kind, open && !@closed.include?(name.last), line])
    end
  end

  def constant_name(node)
    case node[0]
    when :const_ref, :var_ref, :top_const_ref then [node[1][1]]
    when :const_path_ref then constant_name(node[1]) + [node[2][1]]
    else ['?']
    end
  end

  def line_of(node)
    return node[2][0] if node[0].is_a?(Symbol) && node[0].to_s.start_with?('@')
    node.each { |child| found = child.is_a?(Array) && line_of(child) and return found }
    nil
  end

  def type(node, outer, body)
    name = outer + constant_name(node[1])
    say(name, 'type', true, line_of(node[1]))
    before, @open = @open, true
    walk(body, name)
    @open = before
  end

  def walk(node, outer)
    return unless node.is_a?(Array)
    case node[0]
    when :module then type(node, outer, node[2])
    when :class then type(node, outer, node[3])
    when :sclass then walk(node[2], outer)
    when :def then method(node[1], outer, @open)
    when :defs then method(node[3], outer, true)
    when :vcall, :var_ref then visibility(node[1])
    when :assign then constant(node[1], outer)
    when :command then command(node, outer)
    when :method_add_arg then hidden(node)
    when :method_add_block then known(node)
    when :if_mod, :unless_mod then walk(node[2], outer)
    else node.each { |child| walk(child, outer) }
    end
  end

  def method(name, outer, open)
    kind = outer.empty? ? 'function' : 'method'
    kind = 'constructor' if name[1] == 'initialize'
    kind = 'name' unless name[1] =~ /\A\w+[?!=]?\z/
    say(outer + [name[1]], kind, open || name[1] == 'initialize', name[2][0])
  end

  def constant(left, outer)
    say(outer + [left[1][1]], 'name', true, left[1][2][0]) if left[0] == :var_field && left[1] && left[1][0] == :@const
  end

  def visibility(word)
    return unless word.is_a?(Array) && word[0] == :@ident
    @open = true if word[1] == 'public'
    @open = false if %w[private protected module_function].include?(word[1])
  end

  def symbols(node, found = [])
    found << node[1][1] if node[0] == :symbol && node[1].is_a?(Array)
    node.each { |child| symbols(child, found) if child.is_a?(Array) }
    found
  end

  def command(node, outer)
    word = node[1][0] == :@ident ? node[1][1] : ''
    if word =~ /\Aattr_(reader|writer|accessor)\z/
      symbols(node[2]).each { |name| say(outer + [name], 'data', @open, node[1][2][0]) }
    elsif %w[public private protected private_class_method private_constant].include?(word)
      before, @open = @open, word == 'public'
      node.drop(2).each { |child| walk(child, outer) }
      @open = before
      @closed += symbols(node[2]) unless word == 'public'
    else
      node.drop(2).each { |child| walk(child, outer) }
    end
  end

  # `private(:name)` and what other calls in a class name.
  def hidden(node)
    @closed += symbols(node)
  end

  # What a block of a macro declares is known, and not asked for.
  def known(node)
    name = { def: node[1], defs: node[3] }[node[0]] if node[0].is_a?(Symbol)
    say([name[1]], 'name', false, nil) if name
    node.each { |child| known(child) if child.is_a?(Array) }
  end
end

$stdin.read.split("\n").each do |file|
  tree = Ripper.sexp(File.read(file, encoding: 'utf-8', invalid: :replace))
  next unless tree
  declared = Declared.new(file)
  declared.walk(tree, [])
  declared.tell
end
