using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Outgoing;

/// <summary>Tries an account's keys at its provider, and registers our addresses there; no money moves.</summary>
public sealed class GatewayTrial(AppDbContext db, GatewayCatalog gateways, GatewayConnections connections, AuditLog audit)
{
    public async Task<Result<string>> TestAsync(Guid accountId, string site, CancellationToken cancellationToken) =>
        await FindAsync(accountId, cancellationToken) is ({ } account, ITestsConnection gateway)
            ? await KeepAsync(account, "gateway.tested", "Tried the keys of", await AnswerAsync(gateway.TestAsync(connections.Open(account, site), cancellationToken)), cancellationToken)
            : Refusal.NotFound;

    public async Task<Result<string>> RegisterAsync(Guid accountId, string site, CancellationToken cancellationToken) =>
        await FindAsync(accountId, cancellationToken) is ({ } account, IRegistersCallbacks gateway)
            ? await KeepAsync(account, "gateway.registered", "Registered the addresses of", await AnswerAsync(gateway.RegisterAsync(connections.Open(account, site), cancellationToken)), cancellationToken)
            : Refusal.NotFound;

    private async Task<(GatewayAccount? Account, IPaymentGateway? Gateway)> FindAsync(Guid accountId, CancellationToken cancellationToken)
    {
        var account = await db.Set<GatewayAccount>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == accountId, cancellationToken);
        return (account, account is null ? null : gateways.Find(account.Gateway));
    }

    private Task<Result<string>> KeepAsync(GatewayAccount account, string action, string words, Result<string> answer, CancellationToken cancellationToken) => db.ChangeAsync<string>(async token =>
    {
        audit.Record(action, "gateway", account.Id, $"{words} {account.Name}: {(answer.Ok ? answer.Value : answer.Refusal.Message)}");
        await db.SaveChangesAsync(token);
        return answer;
    }, cancellationToken);

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
