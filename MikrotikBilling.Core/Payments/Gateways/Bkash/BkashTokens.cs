using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Bkash;

/// <summary>
/// The token of an account. Who asks bKash for one more than twice an hour is shut out for an hour, so it is kept for all nodes, renewed by the one
/// that came with it, and asked for at most twice an hour whatever happens.
/// </summary>
internal sealed class BkashTokens(BkashBooks books, TimeProvider clock)
{
    public const string Grant = "token grant";
    public const string Refresh = "token refresh";
    private const int MostAnHour = 2;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <exception cref="GatewaySilentException">No answer, or bKash was asked often enough.</exception>
    public async Task<string> GetAsync(GatewayConnection connection, CancellationToken cancellationToken)
    {
        var mark = MarkOf(connection);
        var kept = Read(await connection.TokenAsync(token => RenewAsync(connection, mark, token), cancellationToken));
        if (kept.Mark == mark) return kept.Id;
        // The keys were changed since.
        await connection.ForgetTokenAsync(cancellationToken);
        return Read(await connection.TokenAsync(token => RenewAsync(connection, mark, token), cancellationToken)).Id;
    }

    private async Task<(string Token, TimeSpan Life)> RenewAsync(GatewayConnection connection, string mark, CancellationToken cancellationToken)
    {
        var body = new Dictionary<string, string>(StringComparer.Ordinal) { ["app_key"] = connection.Setting(BkashFields.AppKey), ["app_secret"] = connection.Secret(BkashFields.AppSecret) };
        if (await books.LastTokenAsync(connection.Account, cancellationToken) is { } last && Read(last) is { Refresh.Length: > 0 } old && old.Mark == mark)
        {
            var renewed = await AskAsync(connection, Refresh, "token/refresh", new Dictionary<string, string>(body, StringComparer.Ordinal) { ["refresh_token"] = old.Refresh }, cancellationToken);
            if (Written(renewed, mark) is { } again) return again;
        }
        var answer = await AskAsync(connection, Grant, "token/grant", body, cancellationToken);
        return Written(answer, mark) ?? throw new GatewaySilentException(answer.Status >= 500 ? $"bKash gave no token: {answer.Words}" : $"bKash does not take user name, password, app key or secret: {answer.Words}") { WasNeverSent = true };
    }

    private async Task<BkashAnswer> AskAsync(GatewayConnection connection, string what, string path, Dictionary<string, string> body, CancellationToken cancellationToken)
    {
        if (await books.AskedAsync(connection.Account, [Grant, Refresh], clock.GetUtcNow() - Hour, cancellationToken) >= MostAnHour)
            throw new GatewaySilentException("bKash gives a token twice an hour and was asked twice; whoever asks once more is shut out for an hour.") { WasNeverSent = true };
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["username"] = connection.Setting(BkashFields.UserName), ["password"] = connection.Secret(BkashFields.Password) };
        return await BkashClient.SendAsync(connection, what, path, body, headers, null, cancellationToken);
    }

    private static (string Token, TimeSpan Life)? Written(BkashAnswer answer, string mark)
    {
        // Some answers of this call have no code.
        if (answer.Status != 200 || answer.Code is not (null or BkashCode.Done) || answer["id_token"] is not { Length: > 0 } id) return null;
        var life = int.TryParse(answer["expires_in"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : Hour;
        return (JsonSerializer.Serialize(new Kept(id, answer["refresh_token"] ?? "", mark)), life);
    }

    private static Kept Read(string kept)
    {
        try
        {
            return JsonSerializer.Deserialize<Kept>(kept) ?? Kept.None;
        }
        catch (JsonException)
        {
            return Kept.None;
        }
    }

    /// <summary>Tells whether a token was given for other keys.</summary>
    private static string MarkOf(GatewayConnection connection)
    {
        var keys = string.Join('\n', connection.Setting(BkashFields.UserName), connection.Secret(BkashFields.Password), connection.Setting(BkashFields.AppKey), connection.Secret(BkashFields.AppSecret));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(keys)))[..16];
    }

    /// <param name="Refresh">Gives the next token; empty where there is none.</param>
    private sealed record Kept(string Id, string Refresh, string Mark)
    {
        public static Kept None { get; } = new("", "", "");
    }
}
