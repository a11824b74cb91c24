//! What the person at the screen can do.

use super::config::rule;
use crate::advice::Advice;
use crate::cause::Cause;

pub(in crate::words) const fn advice(cause: &Cause) -> Option<&'static str> {
    match Advice::on(cause) {
        Some(advice) => Some(words(advice)),
        None => None,
    }
}

const fn words(advice: Advice) -> &'static str {
    match advice {
        Advice::NetworkOrPing => {
            "请检查网络。如果服务器从不应答心跳，请改用它认识的心跳消息，或关闭心跳。"
        }
        Advice::AddressServerNetwork => "请检查地址是否正确、服务器是否在运行、网络是否畅通。",
        Advice::ReadyMessage => "请检查服务器就绪时发送的内容。",
        Advice::SignIn => "请重新登录。",
        Advice::CorrectAddress => "请更正地址。",
        Advice::ServerLogIfAgain => "如果再次发生，请查看服务器日志。",
        Advice::WebSocketAtAddress => "请确认此地址提供 WebSocket 服务。",
        Advice::OwnNetwork => "请检查本机的网络。",
        Advice::NetworkOrSignIn => "请检查网络。如果问题持续，请重新登录或刷新页面。",
        Advice::KeepRule(broken) => rule(broken),
        Advice::SameProtocol => "请确认客户端与服务器使用相同的协议。",
        Advice::Permissions => "请检查登录身份和服务器授予的权限。",
        Advice::SmallerMessages => "请发送更小的消息。",
        Advice::NetworkBetween => "请检查网络，以及本页面与服务器之间的设备。",
        Advice::Certificate => "请用 https:// 打开该地址，检查服务器的证书。",
        Advice::CorrectSettings => "请更正设置。",
        Advice::WriteAddress => "请更正地址：ws:// 或 wss://、主机、可选的端口、路径。",
        Advice::SecureScheme => "https 页面请使用 wss://，并使用浏览器允许的端口。",
        Advice::CurrentBrowser => "请使用较新的浏览器。",
        Advice::FewerConnections => "请关闭其他占用大量连接的页面。",
    }
}
