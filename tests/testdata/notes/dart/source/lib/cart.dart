import 'package:http/http.dart';
import 'package:shop/item.dart';

/// A cart of items.
class Cart {
  /// The most items.
  final int limit = 10;

  /// Makes a cart for [owner].
  Cart(this.owner, {int first = 0});

  /// Adds an item.
  void add(Item item, {int count = 1}) {}

  int get size => 1;
}
