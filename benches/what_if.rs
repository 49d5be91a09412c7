//! How long it takes to compare two sets of expectations over 12 weeks of a
//! whole country: 15,000 units, 20 expectations.

fn main() {
    divan::main();
}
