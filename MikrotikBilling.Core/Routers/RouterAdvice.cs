using System.Globalization;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Routers;

/// <summary>What to do about a failure.</summary>
/// <param name="Steps">For people, in order.</param>
/// <param name="Commands">To type into the router's terminal.</param>
/// <param name="OfferTrust">Trusting the shown certificate would help.</param>
public sealed record RouterAdvice(IReadOnlyList<Phrase> Steps, IReadOnlyList<string> Commands, bool OfferTrust = false)
{
    /// <summary>What the API user must be allowed to do.</summary>
    public const string Policies = "read,write,api,test";

    /// <summary>For a stored state, which keeps the text but not the stage.</summary>
    public static RouterAdvice For(RouterOsErrorKind kind, string? error, Router router)
    {
        var inLogin = error?.Contains("login", StringComparison.OrdinalIgnoreCase) == true;
        var inLookup = error?.Contains("resolved", StringComparison.OrdinalIgnoreCase) == true;
        var stage = inLogin ? RouterOsStage.LogIn : inLookup ? RouterOsStage.Resolve : RouterOsStage.Connect;
        return For(kind, stage, new RouterOsEndpoint(router.Host, router.Port, router.UseTls, router.PinnedCertificate), router.UserName);
    }

    public static RouterAdvice For(RouterOsErrorKind kind, RouterOsStage stage, RouterOsEndpoint endpoint, string userName)
    {
        var service = endpoint.UseTls ? "api-ssl" : "api";
        var port = endpoint.Port.ToString(CultureInfo.InvariantCulture);
        return kind switch
        {
            RouterOsErrorKind.Unreachable when stage == RouterOsStage.Resolve => new(
                ["Check the spelling of the host name, or enter the router's IP address."], []),
            RouterOsErrorKind.Unreachable => new(
                ["Check that the router has power and its link is up.",
                 "If it is reached through a VPN, check that the tunnel is up and that this server has a route into it."], []),
            RouterOsErrorKind.Refused when stage == RouterOsStage.Connect => new(
                [$"Switch the {service} service on, and check that it listens on port {port}."],
                ["/ip service print", $"/ip service set {service} disabled=no port={port}"]),
            RouterOsErrorKind.Refused => new(
                [$"The router answered and hung up. If its {service} service is limited to addresses, this server's address must be among them.",
                 "If this is the TLS port (8729), switch TLS on for this router.",
                 "If too many API sessions are open, raise max-sessions or end some."],
                ["/ip service print detail", $"/ip service set {service} address=<this server's address>/32", "/user active print"]),
            RouterOsErrorKind.TimedOut when stage == RouterOsStage.LogIn => new(
                [$"Something listens on port {port} but does not answer as a router's API: check the port. 8728 is the API, with TLS 8729; 8291 is WinBox.",
                 "If the port is right the router may be overloaded: look at its CPU."], ["/ip service print", "/system resource print"]),
            RouterOsErrorKind.TimedOut when stage == RouterOsStage.Command => new(
                ["The router is slow to answer: look at its CPU and memory, then try again."], ["/system resource print"]),
            RouterOsErrorKind.TimedOut => new(
                ["Check the address. Most often a firewall drops the packets: allow this server in the router's input chain.",
                 "If it is reached through a VPN, check that the tunnel is up."],
                [$"/ip firewall filter add chain=input action=accept protocol=tcp dst-port={port} src-address=<this server's address> place-before=0"]),
            RouterOsErrorKind.Tls => new(
                [$"If port {port} is the plain API (8728), leave TLS off or take the TLS port (8729).",
                 "Give the api-ssl service a certificate; without one it offers no encryption that is safe."],
                ["/certificate add name=api common-name=router days-valid=3650", "/certificate sign api", "/ip service set api-ssl certificate=api disabled=no"]),
            RouterOsErrorKind.CertificateUnknown => new(
                ["Compare the fingerprint with the one that the router prints, then trust it. The password has not been sent."],
                ["/certificate print detail"], OfferTrust: true),
            RouterOsErrorKind.CertificateChanged => new(
                ["Somebody gave the router another certificate, or somebody else answers in its place. The password has not been sent.",
                 "Trust the new one only if you know of the change and its fingerprint is the one that the router prints."],
                ["/certificate print detail"], OfferTrust: true),
            RouterOsErrorKind.BadLogin => new(
                ["Check user name and password; the router's log tells of the failed login.",
                 "The user's group needs the policy api, and the user may be limited to addresses."],
                ["/user print detail", $"/user group add name=billing policy={Policies}", $"/user add name={Quoted(userName)} group=billing password=…"]),
            RouterOsErrorKind.NoPermission => new(
                [$"Give the user's group the policies {Policies}."],
                ["/user print", $"/user group set [find name=billing] policy={Policies}"]),
            RouterOsErrorKind.Protocol => new(
                [$"What answers on port {port} is no RouterOS API. 8728 is the API, with TLS 8729; 8291 is WinBox, 80 and 443 are the web pages."],
                ["/ip service print"]),
            RouterOsErrorKind.OtherDevice => new(
                ["If the router was replaced, say so on its page: the new one then gets everything the old one held.",
                 "If not, its address leads to another router now: check the VPN and the address."],
                ["/system routerboard print"]),
            RouterOsErrorKind.HostNotAllowed => new(
                [$"If this is meant (a simulator, a lab), set {RouterOsOptions.Section}:{nameof(RouterOsOptions.AllowLocalHosts)} to true in this installation's configuration.",
                 "Otherwise enter the address by which this server reaches the router."], []),
            _ => new(["Look at the router's own log, then try again."], ["/log print"]),
        };
    }

    private static string Quoted(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? name : "<user>";
}
