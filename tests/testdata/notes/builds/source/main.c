int till_count(void);

int main(void) { return till_count(); }
