#import "Cart.h"

@interface Cart ()
@property (nonatomic) NSInteger hidden;
@end

@implementation Cart

- (void)addItem:(NSString *)item count:(NSInteger)count {
    self.hidden += count;
}

@end

static int twice(int number) { return 2 * number; }
