using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Notifications;

/// <summary>An email that somebody is to get, written by the template of its kind.</summary>
/// <param name="ToAddress">Without one nothing is queued.</param>
public sealed record EmailRequest(IEmailContent Content, string? ToAddress, string? ToName)
{
    public Guid? CustomerId { get; init; }

    /// <summary>Names what the email tells of (<c>invoice:0197…</c>): it is told once. Null for one that may be repeated.</summary>
    public string? DedupeKey { get; init; }

    /// <summary>At most three.</summary>
    public IReadOnlyList<EmailAttachmentRef> Attachments { get; init; } = [];

    /// <summary>When sending it would make no sense any more; null for always.</summary>
    public DateTimeOffset? UselessAt { get; init; }
}

/// <summary>
/// Where features leave their emails. The row belongs to the transaction of the caller: the email is promised together with what it tells of, or
/// not at all. It is sent afterwards, by <see cref="EmailDelivery"/>.
/// </summary>
public sealed class EmailOutbox(AppDbContext db, CurrentTenant tenant, TenantQueries tenants, EmailTemplates templates, EmailSignal signal, TimeProvider clock)
{
    /// <summary>A list of keys becomes parameters of one statement.</summary>
    public const int MostAtOnce = 250;

    /// <summary>
    /// Call it within the transaction that makes the promise; alone it makes one of its own. Null when nothing was queued: there is no address, or one
    /// with this key is there already. An address that is none is kept as failed, so that somebody sees it, and never hinders the caller.
    /// </summary>
    public async Task<Guid?> QueueAsync(EmailRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (string.IsNullOrWhiteSpace(request.ToAddress)) return null;
        var row = await WriteAsync(request, cancellationToken);
        return await InsertAsync([row], cancellationToken) == 1 ? row.Id : null;
    }

    /// <summary>At most <see cref="MostAtOnce"/>, written before a transaction of their own begins; how many were queued.</summary>
    public async Task<int> QueueAsync(IReadOnlyList<EmailRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        if (requests.Count > MostAtOnce) throw new ArgumentException($"At most {MostAtOnce} at once.", nameof(requests));
        // Spares the writing of what is there; the insert decides.
        var keys = requests.Select(r => r.DedupeKey).OfType<string>().ToList();
        var known = await db.Set<OutgoingEmail>().Where(m => m.DedupeKey != null && keys.Contains(m.DedupeKey)).Select(m => m.DedupeKey!).ToListAsync(cancellationToken);
        var taken = known.ToHashSet(StringComparer.Ordinal);
        var rows = new List<OutgoingEmail>(requests.Count);
        foreach (var request in requests.Where(r => !string.IsNullOrWhiteSpace(r.ToAddress) && (r.DedupeKey is null || !taken.Contains(r.DedupeKey))))
            rows.Add(await WriteAsync(request, cancellationToken));
        return rows.Count == 0 ? 0 : await InsertAsync(rows, cancellationToken);
    }

    /// <summary>Calls off what waits still and tells of something that is no longer true; the key begins with one of these.</summary>
    public async Task CallOffAsync(Guid customerId, IReadOnlyList<string> keys, string why, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var key in keys)
            await db.Set<OutgoingEmail>().Where(m => m.State == EmailState.Waiting && m.CustomerId == customerId && m.DedupeKey!.StartsWith(key))
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, EmailState.Cancelled).SetProperty(m => m.LastError, why), cancellationToken);
    }

    /// <summary>
    /// The database itself leaves a row out whose key is taken. The loser of a race waits for the winner's commit and then adds nothing; its
    /// transaction goes on, where a violated index would have broken it.
    /// </summary>
    private Task<int> InsertAsync(IReadOnlyList<OutgoingEmail> rows, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        var added = await db.BulkInsertNewAsync(rows, [nameof(OutgoingEmail.TenantId), nameof(OutgoingEmail.DedupeKey)], token);
        if (added > 0) db.AfterCommit(signal.Ring);
        return added;
    }, cancellationToken);

    private async Task<OutgoingEmail> WriteAsync(EmailRequest request, CancellationToken cancellationToken)
    {
        if (request.Attachments.Count > OutgoingEmail.MostAttachments) throw new ArgumentException($"At most {OutgoingEmail.MostAttachments} attachments.", nameof(request));
        var written = await templates.WriteAsync(request.Content, await tenants.CurrentAsync(cancellationToken), cancellationToken);
        var address = EmailText.Line(request.ToAddress, 254);
        var isAddress = EmailAddresses.IsAddress(address);
        var now = clock.GetUtcNow();
        return new OutgoingEmail
        {
            TenantId = tenant.Required,
            Kind = request.Content.Kind,
            ToAddress = address,
            ToName = EmailText.Line(request.ToName, 160) is { Length: > 0 } name ? name : null,
            Subject = written.Subject,
            Text = written.Text,
            Html = written.Html,
            CustomerId = request.CustomerId,
            Attachments = request.Attachments,
            DedupeKey = request.DedupeKey,
            UselessAt = request.UselessAt,
            State = isAddress ? EmailState.Waiting : EmailState.Failed,
            LastError = isAddress ? null : $"“{address}” is no email address.",
            CreatedAt = now,
            NextTryAt = now,
        };
    }
}
