//! What the engine takes, natively and optimised: `cargo xtask bench`. `README.md` tells how to read it.

#[cfg(not(target_arch = "wasm32"))]
mod history;
#[cfg(not(target_arch = "wasm32"))]
mod memory;
#[cfg(not(target_arch = "wasm32"))]
mod page;
#[cfg(not(target_arch = "wasm32"))]
mod parts;
#[cfg(not(target_arch = "wasm32"))]
mod rollout;

#[cfg(not(target_arch = "wasm32"))]
#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

fn main() {
    #[cfg(not(target_arch = "wasm32"))]
    {
        let mut filters = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
        if filters.next().is_none_or(|filter| filter == "memory") {
            memory::report();
        }
        divan::main();
    }
}
