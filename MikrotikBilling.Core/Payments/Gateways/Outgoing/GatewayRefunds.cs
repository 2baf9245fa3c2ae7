using FluentValidation;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways.Outgoing;

/// <summary>Money that is to go back by the way it came.</summary>
public sealed record SendBack
{
    /// <summary>Made with the form: the provider does the same refund once.</summary>
    public Guid Id { get; init; }

    public decimal? Amount { get; init; }
    public string? Reason { get; init; }
}

public sealed class SendBackValidator : AbstractValidator<SendBack>
{
    public SendBackValidator()
    {
        RuleFor(p => p.Id).NotEmpty().Says("The form is incomplete. Load the page anew.");
        RuleFor(p => p.Amount).NotNull().Says("How much is given back?");
        RuleFor(p => p.Amount).GreaterThan(0).Says("More than nothing.").LessThanOrEqualTo(TakePaymentValidator.Most).Says(TakePaymentValidator.TooMuch).When(p => p.Amount is not null);
        RuleFor(p => p.Reason).NotEmpty().Says("Why is it given back?").MaximumLength(200).Says("At most 200 letters.").BeLine();
    }
}

/// <summary>How a payment goes back by its provider.</summary>
/// <param name="Account">As the staff calls it.</param>
/// <param name="Left">What of it has not gone back yet.</param>
/// <param name="Requests">What was asked for already, the newest first.</param>
public sealed record ReturnWay(string Account, Money Left, IReadOnlyList<RefundRequest> Requests)
{
    public RefundRequest? Open => Requests.FirstOrDefault(r => r.IsOpen);
}

/// <summary>
/// Has providers give money back. What they say of it is booked like any other news of theirs, so a refund that is made in the provider's own portal and
/// one that is made here end alike.
/// </summary>
public sealed class GatewayRefunds(AppDbContext db, GatewayCatalog gateways, GatewayConnections connections, GatewayBooking booking, RefundRequests requests, TenantQueries tenants, AuditLog audit)
{
    private const int TriesAtOnce = 5;

    /// <summary>Null where the payment did not come by a provider, or it gives nothing back on request.</summary>
    public async Task<ReturnWay?> WayOfAsync(Guid paymentId, CancellationToken cancellationToken)
    {
        if (await FindAsync(paymentId, cancellationToken) is not ({ } movement, { } account, _)) return null;
        var left = movement.State == MovementState.Succeeded ? Math.Max(0, movement.AmountMinor - movement.RefundedMinor) : 0;
        return new ReturnWay(account.Name, movement.Amount with { Minor = left }, await requests.OfAsync(movement.Id, cancellationToken));
    }

    /// <returns>A sentence about how it stands; a refusal in the provider's words.</returns>
    public async Task<Result<string>> SendBackAsync(Guid paymentId, SendBack input, string site, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await FindAsync(paymentId, cancellationToken) is not ({ } told, { } account, { } gateway)) return Refusal.NotFound;
        var amount = PaymentAmount.Of(input.Amount, (await tenants.CurrentAsync(cancellationToken)).Currency);
        if (!amount.Ok) return amount.Refusal;
        // Whoever asked may go away; what is begun is brought to its end.
        var begun = await requests.BeginAsync(told.Id, input, amount.Value, CancellationToken.None);
        if (!begun.Ok) return begun.Refusal;
        var (request, movement) = begun.Value;
        if (request.State == RefundState.Done) return $"{request.Amount} went back by {account.Name}.";
        Result<GatewayNews?> answer;
        try
        {
            answer = await gateway.RefundAsync(connections.Open(account, site), movement, request.Amount, request.Reason, request.Id, CancellationToken.None);
        }
        catch (GatewaySilentException e)
        {
            if (e.WasNeverSent) await requests.RefusedAsync(request.Id, e.Message, CancellationToken.None);
            else await requests.SilentAsync(request.Id, e.Message, CancellationToken.None);
            return new Refusal("refund.silent", e.WasNeverSent ? Phrase.Of($"{e.Message} Nothing was sent back.") : Phrase.Of($"{e.Message} It is not known whether the money went back. Ask again: the same refund is done once."));
        }
        if (answer.Ok) return await BookAsync(paymentId, request, account, gateway, answer.Value, CancellationToken.None);
        await requests.RefusedAsync(request.Id, answer.Refusal.Message, CancellationToken.None);
        return answer.Refusal;
    }

    private async Task<string> BookAsync(Guid paymentId, RefundRequest request, GatewayAccount account, IRefundsPayments gateway, GatewayNews? news, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                db.ChangeTracker.Clear();
                return await db.InTransactionAsync(async token =>
                {
                    audit.Record("payment.sent-back", "payment", paymentId, $"Had {account.Name} give {request.Amount} back: {request.Reason}");
                    await db.SaveChangesAsync(token);
                    var refused = news?.Money is null ? null : (await booking.ApplyAsync(account, gateway.Info.Method, news, token)).Refusal;
                    await requests.AnsweredAsync(request.Id, news, token);
                    if (news?.Money is null) return $"{account.Name} has taken the request. The books follow once it says that the money went back.";
                    return refused is null ? $"{request.Amount} went back by {account.Name}." : $"{request.Amount} went back by {account.Name}, and is not booked: {refused.Message}";
                }, cancellationToken);
            }
            catch (Exception e) when (tries < TriesAtOnce && (e is DbUpdateConcurrencyException || e.IsDeadlock() || e.IsUniqueViolation()))
            {
                // The provider's own message of it came first; what it left is read anew.
            }
        }
    }

    private async Task<(GatewayMovement? Movement, GatewayAccount? Account, IRefundsPayments? Gateway)> FindAsync(Guid paymentId, CancellationToken cancellationToken)
    {
        var found = await db.Set<GatewayMovement>().AsNoTracking().Where(m => m.PaymentId == paymentId)
            .Select(m => new { Movement = m, Account = db.Set<GatewayAccount>().First(a => a.Id == m.AccountId) }).FirstOrDefaultAsync(cancellationToken);
        return found is not null && gateways.Find(found.Account.Gateway) is IRefundsPayments gateway ? (found.Movement, found.Account, gateway) : (null, null, null);
    }
}
