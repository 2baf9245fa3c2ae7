using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Outgoing;

/// <summary>Tries an account's keys at its provider, and registers our addresses there; no money moves.</summary>
public sealed class GatewayTrial(AppDbContext db, GatewayCatalog gateways, GatewayConnections connections, AuditLog audit)
{
    public Task<Result<string>> TestAsync(Guid accountId, string site, CancellationToken cancellationToken) =>
        TryAsync(accountId, site, "gateway.tested", "Tried the keys of", (gateway, connection) => gateway is ITestsConnection tests ? tests.TestAsync(connection, cancellationToken) : null, cancellationToken);

    public Task<Result<string>> RegisterAsync(Guid accountId, string site, CancellationToken cancellationToken) =>
        TryAsync(accountId, site, "gateway.registered", "Registered the addresses of", (gateway, connection) => gateway is IRegistersCallbacks registers ? registers.RegisterAsync(connection, cancellationToken) : null, cancellationToken);

    private async Task<Result<string>> TryAsync(
        Guid accountId, string site, string action, string words, Func<IPaymentGateway, GatewayConnection, Task<Result<string>>?> ask, CancellationToken cancellationToken)
    {
        if (await db.Set<GatewayAccount>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == accountId, cancellationToken) is not { } account) return Refusal.NotFound;
        if (gateways.Find(account.Gateway) is not { Info: { Live: not null } or { Sandbox: not null } } gateway || ask(gateway, connections.Open(account, site)) is not { } asked) return Refusal.NotFound;
        var answer = await AnswerAsync(asked);
        return await db.ChangeAsync<string>(async token =>
        {
            audit.Record(action, "gateway", account.Id, $"{words} {account.Name}: {(answer.Ok ? answer.Value : answer.Refusal.Message)}");
            await db.SaveChangesAsync(token);
            return answer;
        }, cancellationToken);
    }

    private static async Task<Result<string>> AnswerAsync(Task<Result<string>> asked)
    {
        try
        {
            return await asked;
        }
        catch (GatewaySilentException e)
        {
            return new Refusal("gateway.silent", e.Message);
        }
    }
}
