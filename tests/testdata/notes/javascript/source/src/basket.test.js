import { add, isEmpty } from "./basket.js";

test("a basket holds what was added", () => {
  expect(isEmpty(add({}, "tea"))).toBe(false);
});
