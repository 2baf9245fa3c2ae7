using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Mpesa;

/// <summary>
/// What a message of M-Pesa is worth: it signs nothing. The address that it comes to is secret, the one that it comes from is known; what is still
/// doubtful, old or large is asked for.
/// </summary>
internal sealed class MpesaTrust(GatewayConnection connection)
{
    /// <summary>As many agreeing copies of Safaricom's list have them; the account may name others.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        "196.201.214.200", "196.201.214.206", "196.201.214.207", "196.201.214.208", "196.201.213.114", "196.201.213.44", "196.201.212.127", "196.201.212.138", "196.201.212.129",
        "196.201.212.136", "196.201.212.74", "196.201.212.69",
    ];

    /// <summary>An answer to a request that is older is asked for.</summary>
    private static readonly TimeSpan Plausible = TimeSpan.FromHours(24);

    private const string Prefix = "ws_CO_";
    private const string Format = "ddMMyyyyHHmmss";

    private string Rule => connection.Setting(MpesaFields.AddressRule);

    /// <summary>Nobody but M-Pesa may send.</summary>
    public bool Refuses(string? from) => Rule == MpesaFields.Refuse && !IsListed(from);

    /// <summary>It comes from elsewhere, and that counts.</summary>
    public bool IsForeign(string? from) => Rule != MpesaFields.Off && !IsListed(from);

    /// <summary>Whether M-Pesa is to be asked for money that a message tells of.</summary>
    public bool Doubts(GatewayNews news, string? from, DateTimeOffset now)
    {
        if (news.Money is not { State: MovementState.Succeeded } money) return false;
        if (IsForeign(from) || (MpesaJson.AmountOf(connection.Setting(MpesaFields.AskAbove)) is { } most && money.Amount > most)) return true;
        return news.Attempt?.ProviderId is { } id && BegunAt(id) is { } begun && now - begun > Plausible;
    }

    /// <summary>
    /// Stands at the end of the address that the result of a query is to be sent to: only who was told the address for this receipt or request can
    /// have sent a result about it.
    /// </summary>
    public Guid SealOf(string subject) =>
        new(HMACSHA256.HashData(Encoding.UTF8.GetBytes(connection.Secret(MpesaFields.ConsumerSecret)), Encoding.UTF8.GetBytes($"result|{connection.Account.Token}|{subject}")).AsSpan(0, 16));

    /// <summary>Compared in constant time.</summary>
    public bool IsSealed(Guid? address, string? subject) => address is { } id && subject is not null && CryptographicOperations.FixedTimeEquals(id.ToByteArray(), SealOf(subject).ToByteArray());

    private bool IsListed(string? from)
    {
        if (!IPAddress.TryParse(from, out var address)) return false;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var own = connection.Setting(MpesaFields.Addresses).Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (own.Length == 0 ? Known : own).Any(listed => IPNetwork.TryParse(listed, out var network) ? network.Contains(address) : IPAddress.TryParse(listed, out var one) && one.Equals(address));
    }

    /// <summary>M-Pesa's number of a request carries the time it was made at: <c>ws_CO_20112026125956…</c>. Null where one does not.</summary>
    private static DateTimeOffset? BegunAt(string id) =>
        id.Length >= Prefix.Length + Format.Length && id.StartsWith(Prefix, StringComparison.Ordinal)
        && DateTime.TryParseExact(id.AsSpan(Prefix.Length, Format.Length), Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? new DateTimeOffset(at, MpesaPush.Nairobi) : null;
}
