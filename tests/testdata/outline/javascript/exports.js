module.exports = { a, b: c };
module.exports.q = 1;
exports.foo = function() {};
export { a as b, c };
export default foo;
(function(){ function x(){} })();
function a(x=1,y){}
/** c */
const c = function(z){};
