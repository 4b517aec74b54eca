#import <Foundation/Foundation.h>

NS_ASSUME_NONNULL_BEGIN

typedef NS_ENUM(NSInteger, CartLevel) { CartLevelLow, CartLevelHigh };

/// A cart of items.
@interface Cart : NSObject

/// Who pays.
@property (nonatomic, copy) NSString *owner;

/// Adds an item.
- (void)addItem:(NSString *)item count:(NSInteger)count;

@end

NS_ASSUME_NONNULL_END
