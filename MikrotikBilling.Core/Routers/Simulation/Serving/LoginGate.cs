using System.Net;
using System.Security.Cryptography;
using System.Text;
using MikrotikBilling.Core.Routers.Simulation.Commands;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Serving;

/// <summary>Answers <c>/login</c> as the version does: password in clear since 6.43, MD5 challenge before.</summary>
internal sealed class LoginGate(SimulatedRouter router)
{
    private byte[]? _challenge;

    /// <summary>The challenge to return, or null when the login is done. Throws the router's refusal.</summary>
    public string? Try(CommandRequest request, ApiSession session)
    {
        var name = request.Arguments.GetValueOrDefault("name");
        if (router.Version.ChallengesLogin())
        {
            if (request.Arguments.GetValueOrDefault("response") is not { } response || _challenge is null)
            {
                _challenge = RandomNumberGenerator.GetBytes(16);
                return Convert.ToHexStringLower(_challenge);
            }
            var challenge = _challenge;
            _challenge = null;
            router.Use(() => Admit(name, session, password => IsResponse(response, password, challenge)));
            return null;
        }
        var given = request.Arguments.GetValueOrDefault("password");
        router.Use(() => Admit(name, session, password => given == password));
        return null;
    }

    public void LogOut(ApiSession session)
    {
        if (session.UserName is not { } name) return;
        router.Use(() =>
        {
            if (session.ActiveRow is { } row) row.Table.Delete(row);
            router.Life.Log.Write("system,info,account", $"user {name} logged out from {session.From} via {session.Via}");
        });
    }

    private void Admit(string? name, ApiSession session, Func<string, bool> isPassword)
    {
        var user = router.Table("/user").ByName(name ?? "");
        var group = router.Table("/user/group").ById(user?.Stored("group") ?? "");
        var policies = group?.Stored("policy")?.Split(',').Where(policy => !policy.StartsWith('!')).ToArray() ?? [];
        if (user is null || user.IsDisabled || !isPassword(user.Stored("password") ?? "") || !policies.Contains("api")
            || !AddressList.Allows(user.Stored("address"), session.From))
        {
            router.Life.Log.Write("system,error,critical", $"login failure for user {name} from {session.From} via {session.Via}");
            throw router.Traps.BadLogin();
        }
        if (session.ActiveRow is { } before) before.Table.Delete(before);
        session.LogIn(user.Name!, policies);
        router.Table("/user").Update(user, [new("last-logged-in", RouterDates.PrintInstant(router.Version, router.Now))]);
        session.ActiveRow = router.Table("/user/active").Insert(
        [
            new("when", RouterDates.PrintInstant(router.Version, router.Now)), new("name", user.Name!),
            new("address", session.From.ToString()), new("via", session.Via), new("group", group!.Name!), new("radius", "false"),
        ]);
        router.Life.Log.Write("system,info,account", $"user {user.Name} logged in from {session.From} via {session.Via}");
    }

    private static bool IsResponse(string response, string password, byte[] challenge)
    {
#pragma warning disable CA5351 // the login of RouterOS before 6.43 is defined with MD5
        var expected = "00" + Convert.ToHexStringLower(MD5.HashData([0, .. Encoding.UTF8.GetBytes(password), .. challenge]));
#pragma warning restore CA5351
        return string.Equals(response, expected, StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Address restrictions of users and services: addresses or prefixes separated by commas; empty allows all.</summary>
internal static class AddressList
{
    public static bool Allows(string? list, IPAddress address)
    {
        if (string.IsNullOrEmpty(list)) return true;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var part in list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPAddress.TryParse(part, out var one) && one.Equals(plain)) return true;
            if (IPNetwork.TryParse(part, out var network) && network.Contains(plain)) return true;
        }
        return false;
    }
}
