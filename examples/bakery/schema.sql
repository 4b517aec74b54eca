-- What customers have ordered.
CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    customer TEXT NOT NULL,
    bread TEXT NOT NULL,
    loaves INTEGER NOT NULL CHECK (loaves > 0),
    day TEXT NOT NULL
);

-- What is in the larder, in grams.
CREATE TABLE larder (
    ingredient TEXT PRIMARY KEY,
    grams INTEGER NOT NULL
);

CREATE VIEW loaves_by_day AS
    SELECT day, bread, SUM(loaves) AS loaves FROM orders GROUP BY day, bread;
