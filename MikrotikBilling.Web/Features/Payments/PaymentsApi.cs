using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Web.Features.Billing;
using MikrotikBilling.Web.Features.Payments.Clocks;
using MikrotikBilling.Web.Features.Payments.Gateways;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments;

public static class PaymentsApi
{
    /// <summary>A payment as JSON; amounts in whole units of the currency, with its own digits.</summary>
    public sealed record PaymentJson(
        Guid Id, string Number, Guid CustomerId, string Customer, PaymentMethod Method, PaymentState State, decimal Amount, decimal Refunded, string Currency, string? Reference,
        DateOnly ReceivedOn, DateTimeOffset BookedAt, string BookedBy, DateTimeOffset? RenewedTo);

    /// <param name="Paid">What it pays; nothing once it was reversed.</param>
    /// <param name="TakenBack">What it had paid when it was reversed.</param>
    public sealed record PaymentDetailsJson(
        PaymentJson Payment, IReadOnlyList<PaidJson> Paid, decimal Unspent, string? Note, DateTimeOffset? ReversedAt, string? ReversalReason, IReadOnlyList<PaidJson> TakenBack, int Version)
    {
        /// <summary>From the money to the customer online, for each service that it renewed or woke.</summary>
        public IReadOnlyList<ClocksApi.ClockJson> Clock { get; init; } = [];

        /// <summary>What its provider was asked to give back, the newest first.</summary>
        public IReadOnlyList<SentBackJson> SentBack { get; init; } = [];
    }

    /// <param name="Words">Of the provider, where it did not do it or gave no answer.</param>
    public sealed record SentBackJson(Guid Id, RefundState State, decimal Amount, string Currency, string Reason, string? Words, DateTimeOffset AskedAt, DateTimeOffset? EndedAt, string AskedBy);

    public sealed record PaidJson(Guid InvoiceId, string Number, decimal Amount);

    /// <summary>What taking a payment would lead to, or led to.</summary>
    /// <param name="Stamp">Send it with the payment: it is refused when something changed in between.</param>
    /// <param name="IsUnlikely">Many times what is due: it is refused with 422 unless <c>amountConfirmed</c> is sent as true.</param>
    public sealed record PlanJson(
        decimal Received, decimal CreditBefore, decimal CreditAfter, decimal Missing, string Currency, IReadOnlyList<PaidJson> Settles, decimal? Renewal, DateTimeOffset? RunsUntil, bool IsUnlikely,
        string Stamp);

    public sealed record TakenJson(PaymentJson Payment, PlanJson Result);

    /// <param name="Booked">What the ledger has in the method's till; the same as the net.</param>
    public sealed record MethodJson(PaymentMethod Method, int Count, decimal Taken, decimal Refunds, decimal Reversals, decimal Net, decimal? Share, decimal NetBefore, decimal Booked);

    public sealed record MethodsJson(DateOnly From, DateOnly To, DateOnly BeforeFrom, DateOnly BeforeTo, string Currency, IReadOnlyList<MethodJson> Methods, int Count, decimal Net, decimal NetBefore, bool Agrees);

    /// <param name="From">The receipt or credit note that it came by; null for what was given.</param>
    public sealed record PayOutPartJson(Guid Id, string? From, decimal Amount);

    /// <summary>What paying credit out would lead to, or led to.</summary>
    /// <param name="Stamp">Send it with the pay-out: it is refused when something changed in between.</param>
    public sealed record PayOutJson(Guid CustomerId, decimal Amount, decimal CreditBefore, decimal CreditAfter, string Currency, IReadOnlyList<PayOutPartJson> Parts, string Stamp);

    public sealed record ReverseJson(string? Reason);

    public static void MapPayments(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/billing/payments").RequireAuthorization(PaymentsPermissions.View);
        api.MapGet("/", ListAsync);
        api.MapGet("/stats", StatsAsync);
        api.MapGet("/{id:guid}", GetAsync);
        api.MapPost("/", TakeAsync).Validates<TakePayment>().RequireAuthorization(PaymentsPermissions.Take);
        api.MapPost("/preview", PreviewAsync).Validates<TakePayment>().RequireAuthorization(PaymentsPermissions.Take);
        api.MapPost("/{id:guid}/reverse", ReverseAsync).RequireAuthorization(PaymentsPermissions.Refund);
        api.MapPost("/payout", PayOutAsync).Validates<PayOut>().RequireAuthorization(PaymentsPermissions.Refund);
        api.MapPost("/payout/preview", PayOutPreviewAsync).Validates<PayOut>().RequireAuthorization(PaymentsPermissions.Refund);
        api.MapPost("/{id:guid}/send-back", SendBackAsync).Validates<SendBack>().RequireAuthorization(PaymentsPermissions.Refund);
        api.MapPost("/{id:guid}/refund", RefundAsync).Validates<RefundPayment>().RequireAuthorization(PaymentsPermissions.Refund);
    }

    private static async Task<Ok<ApiList<PaymentJson>>> ListAsync([AsParameters] PaymentListQuery query, PaymentQueries payments, CancellationToken cancellationToken)
    {
        var page = await payments.ListAsync(query.ToFilter(), cancellationToken);
        return TypedResults.Ok(new ApiList<PaymentJson>([.. page.Items.Select(Json)], page.Next));
    }

    /// <summary>By method, on the days of booking, both included; the month where none are given.</summary>
    private static async Task<Results<Ok<MethodsJson>, ProblemHttpResult>> StatsAsync(
        MethodQueries methods, TenantClock clock, CancellationToken cancellationToken, DateOnly? from = null, DateOnly? to = null)
    {
        var time = await clock.NowAsync(cancellationToken);
        var today = DateOnly.FromDateTime(time.Local(time.Now));
        var span = ReportSpan.Of(from, to, today);
        if (span.Wrong is { } wrong) return ApiResults.Problem(new Refusal("invalid-input", wrong), StatusCodes.Status422UnprocessableEntity);
        var before = span.Compared(today);
        var report = await methods.ReportAsync(span.From, span.To, before.From, before.To, cancellationToken);
        return TypedResults.Ok(new MethodsJson(
            report.From, report.To, report.BeforeFrom, report.BeforeTo, report.Currency,
            [.. report.Lines.Select(l => new MethodJson(l.Method, l.Sums.Count, l.Sums.Gross.ToDecimal(), l.Sums.Refunds.ToDecimal(), l.Sums.Reversals.ToDecimal(), l.Sums.Net.ToDecimal(), report.Share(l), l.Before.Net.ToDecimal(), l.Booked.ToDecimal()))],
            report.Total.Count, report.Total.Net.ToDecimal(), report.Before.Net.ToDecimal(), report.Agrees));
    }

    private static async Task<Results<Ok<PaymentDetailsJson>, ProblemHttpResult>> GetAsync(Guid id, PaymentQueries payments, ClockQueries clocks, GatewayRefunds returns, CancellationToken cancellationToken) =>
        await payments.FindAsync(id, cancellationToken) is { } found
            ? TypedResults.Ok(new PaymentDetailsJson(
                Json(found.Payment, found.Customer), Json(found.Paid), found.Unspent.ToDecimal(), found.Payment.Note, found.Payment.ReversedAt, found.Payment.ReversalReason, Json(found.TakenBack),
                found.Payment.Version)
            {
                Clock = ClocksApi.Json(await clocks.OfPaymentAsync(id, cancellationToken)),
                SentBack = [.. ((await returns.WayOfAsync(id, cancellationToken))?.Requests ?? []).Select(r => new SentBackJson(r.Id, r.State, r.Amount.ToDecimal(), r.AmountCurrency, r.Reason, r.Words, r.AskedAt, r.EndedAt, r.ActorName))],
            })
            : ApiResults.Problem(Refusal.NotFound);

    private static async Task<Results<Created<TakenJson>, ProblemHttpResult>> TakeAsync(TakePayment input, PaymentService payments, PaymentQueries queries, CancellationToken cancellationToken)
    {
        var taken = await payments.TakeAsync(input, cancellationToken);
        if (!taken.Ok) return ApiResults.Problem(taken.Refusal, taken.Refusal.Code == PaymentService.UnlikelyCode ? StatusCodes.Status422UnprocessableEntity : null);
        var found = await queries.FindAsync(taken.Value.Payment.Id, cancellationToken);
        return TypedResults.Created($"/api/billing/payments/{taken.Value.Payment.Id}", new TakenJson(Json(taken.Value.Payment, found!.Customer), Json(taken.Value.Plan)));
    }

    private static async Task<Results<Ok<PlanJson>, ProblemHttpResult>> PreviewAsync(TakePayment input, PaymentService payments, CancellationToken cancellationToken)
    {
        var plan = await payments.PlanAsync(input, cancellationToken);
        return plan.Ok ? TypedResults.Ok(Json(plan.Value)) : ApiResults.Problem(plan.Refusal);
    }

    private static async Task<Results<Ok<PaymentDetailsJson>, ProblemHttpResult>> ReverseAsync(
        Guid id, ReverseJson input, ReversalService reversals, PaymentQueries queries, ClockQueries clocks, GatewayRefunds returns, CancellationToken cancellationToken, int? version = null)
    {
        if (string.IsNullOrWhiteSpace(input.Reason) || input.Reason.Length > 300) return ApiResults.Problem(new Refusal("payment.reason", "Why is it reversed? At most 300 letters.", nameof(input.Reason)));
        var done = await reversals.ReverseAsync(id, input.Reason.Trim(), version, cancellationToken);
        return done.Ok ? await GetAsync(id, queries, clocks, returns, cancellationToken) : ApiResults.Problem(done.Refusal);
    }

    private static async Task<Results<Ok<PaymentDetailsJson>, ProblemHttpResult>> RefundAsync(
        Guid id, RefundPayment input, RefundService refunds, PaymentQueries queries, ClockQueries clocks, GatewayRefunds returns, CancellationToken cancellationToken, int? version = null)
    {
        var done = await refunds.RefundAsync(id, input, version, cancellationToken);
        return done.Ok ? await GetAsync(id, queries, clocks, returns, cancellationToken) : ApiResults.Problem(done.Refusal);
    }

    /// <summary>By the provider that it came by; the payment as it stands then, which may be before the provider's word of it.</summary>
    private static async Task<Results<Ok<PaymentDetailsJson>, ProblemHttpResult>> SendBackAsync(
        Guid id, SendBack input, HttpRequest request, GatewayRefunds returns, PaymentQueries queries, ClockQueries clocks, CancellationToken cancellationToken)
    {
        var done = await returns.SendBackAsync(id, input, GatewaysPages.SiteOf(request), cancellationToken);
        return done.Ok ? await GetAsync(id, queries, clocks, returns, cancellationToken) : ApiResults.Problem(done.Refusal);
    }

    private static async Task<Results<Ok<PayOutJson>, ProblemHttpResult>> PayOutAsync(PayOut input, RefundService refunds, CancellationToken cancellationToken) =>
        ApiResults.From(await refunds.PayOutAsync(input, cancellationToken), Json);

    private static async Task<Results<Ok<PayOutJson>, ProblemHttpResult>> PayOutPreviewAsync(PayOut input, RefundService refunds, CancellationToken cancellationToken) =>
        ApiResults.From(await refunds.PlanAsync(input, cancellationToken), Json);

    private static PayOutJson Json(PayOutPlan plan) => new(
        plan.CustomerId, plan.Amount.ToDecimal(), plan.CreditBefore.ToDecimal(), plan.CreditAfter.ToDecimal(), plan.Amount.Currency,
        [.. plan.Parts.Select(p => new PayOutPartJson(p.LotId, p.Number, p.Amount.ToDecimal()))], plan.Stamp);

    internal static PlanJson Json(MoneyPlan plan) => new(
        plan.Incoming.ToDecimal(), plan.CreditBefore.ToDecimal(), plan.CreditAfter.ToDecimal(), plan.Missing.ToDecimal(), plan.Incoming.Currency,
        [.. plan.Settlements.Select(s => new PaidJson(s.InvoiceId, s.Number, s.Amount.ToDecimal()))], plan.Renewal?.Total.ToDecimal(), plan.Renewal?.EndsAt, plan.IsUnlikely, plan.Stamp);

    private static IReadOnlyList<PaidJson> Json(IReadOnlyList<PaidInvoice> paid) => [.. paid.Select(p => new PaidJson(p.InvoiceId, p.Number, p.Amount.ToDecimal()))];

    private static PaymentJson Json(PaymentLine p) => new(
        p.Id, p.Number, p.CustomerId, p.Customer, p.Method, p.State, p.Amount.ToDecimal(), p.Refunded.ToDecimal(), p.Amount.Currency, p.Reference, p.ReceivedOn, p.BookedAt, p.ActorName, p.RenewedTo);

    private static PaymentJson Json(Payment p, string customer) => new(
        p.Id, p.Number, p.CustomerId, customer, p.Method, p.State, p.Amount.ToDecimal(), p.Refunded.ToDecimal(), p.Amount.Currency, p.Reference, p.ReceivedOn, p.BookedAt, p.ActorName, p.RenewedTo);
}
