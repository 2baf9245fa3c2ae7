using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace MikrotikBilling.Web.Features.Routers;

/// <summary>A login that the set-up made and that the router's record does not hold yet.</summary>
public sealed record PreparedLogin(string UserName, string Password)
{
    public override string ToString() => $"{UserName}:***";
}

/// <summary>Carries a made login from the set-up page to the router's form, encrypted and for a day.</summary>
public sealed class PreparedLogins(IDataProtectionProvider protection)
{
    public const string Key = "router-prepared";

    private static readonly TimeSpan GoodFor = TimeSpan.FromDays(1);
    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("MikrotikBilling.PreparedLogins.v1").ToTimeLimitedDataProtector();

    public string Protect(PreparedLogin login) => _protector.Protect($"{login.UserName}\n{login.Password}", GoodFor);

    /// <summary>Null when it is too old or not ours.</summary>
    public PreparedLogin? Reveal(string? made)
    {
        if (string.IsNullOrEmpty(made)) return null;
        try
        {
            return _protector.Unprotect(made).Split('\n', 2) is [var user, var password] ? new PreparedLogin(user, password) : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
