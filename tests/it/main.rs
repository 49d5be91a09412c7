//! The one integration binary: what nyttja does, told in sentences.

mod architecture;
mod asking;
mod builders;
mod judging;
