#import <Foundation/Foundation.h>
#import "Cart.h"
@import UIKit;
/// A cart.
@interface Cart : NSObject <Proto>
/// The name.
@property (nonatomic, copy) NSString *name;
/// Adds.
- (void)addItem:(Item *)item count:(NSInteger)count;
+ (instancetype)cart;
@end
@protocol Proto <NSObject>
- (void)go;
@end
@interface Cart () { int _x; }
@end
@interface NSString (Extra)
- (int)len;
@end
typedef NS_ENUM(NSInteger, Color) { Red, Green };
@implementation Cart
- (void)addItem:(Item *)item count:(NSInteger)count { }
+ (instancetype)cart { return nil; }
- (void)hidden {}
@end
static int helper(int a) { return a; }
int main(int argc, char *argv[]) { return 0; }
