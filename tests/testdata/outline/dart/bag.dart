library shop;
import 'dart:async';
import 'package:shop/cart.dart' show Cart;
export 'src/x.dart';
/// A bag.
abstract class Bag<T> extends Base with Mixin implements I {
  /// Limit.
  final int limit = 3;
  static const String name = 'x';
  /// Makes.
  Bag(this.a, {required this.b});
  Bag.named(int x) : super(x);
  factory Bag.from() => Bag();
  /// Adds.
  void add(Item item, {int n = 1}) { }
  int get size => 1;
  set size(int v) {}
  void _hidden() {}
  bool operator ==(Object o) => true;
  Future<void> go() async {}
}
enum Color { red, green; void f() {} }
mixin M on Bag { void x() {} }
extension E on String { int get len => 1; }
typedef F = int Function(int);
int top(int a) => a;
const pi = 3.14;
final x = 1;
/// The most.
late final p.Limit? most;
int counter = 0, more = 1;
/// From outside.
external int native(int a);
/// The time there.
DateTime get now => DateTime.now();
set now(DateTime value) {}
extension type Id(int value) implements int { bool get ok => value > 0; }
extension on String { int get twice => length * 2; }
typedef int Compare<T>(T a, T b);
typedef Parts<T> = Map<String, List<T>>;
class Alias = Bag with M;
void main() {}
