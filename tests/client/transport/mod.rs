//! Connections, TLS, proxies, and everything that can go wrong with them.

mod faults;
mod own_http_client;
mod tls;
