//! Connections, TLS, proxies, and everything that can go wrong with them.

mod dead_connections;
mod faults;
mod own_http_client;
mod proxies;
mod roots;
mod runtimes;
mod settings;
mod tls;
