using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Notifications;

/// <summary><c>/api/emails</c>: what was sent, waits or failed, newest first.</summary>
public static class EmailsApi
{
    /// <param name="Error">What was wrong last, or why it waits.</param>
    public sealed record EmailJson(
        Guid Id, string Kind, string To, string? Name, string Subject, Guid? CustomerId, string State, int Attempts, DateTimeOffset? NextTryAt, string? Error, DateTimeOffset CreatedAt, DateTimeOffset? SentAt)
    {
        public static EmailJson Of(EmailLine line, bool isSetUp)
        {
            ArgumentNullException.ThrowIfNull(line);
            var waits = line.State == EmailState.Waiting;
            return new EmailJson(line.Id, line.Kind, line.ToAddress, line.ToName, line.Subject, line.CustomerId, line.State.ToString(), line.Attempts, waits && isSetUp ? line.NextTryAt : null,
                waits && !isSetUp ? EmailWords.NotSetUp : line.LastError, line.CreatedAt, line.SentAt);
        }
    }

    public static void MapEmails(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/emails");
        api.MapGet("", async ([AsParameters] EmailListQuery query, EmailQueries emails, EmailSettingsQueries settings, CancellationToken cancellationToken) =>
        {
            var page = await emails.ListAsync(query.ToFilter(), cancellationToken);
            var isSetUp = (await settings.CurrentAsync(cancellationToken)).IsSetUp;
            return new ApiList<EmailJson>([.. page.Items.Select(line => EmailJson.Of(line, isSetUp))], page.Next);
        }).RequireAuthorization(NotificationsPermissions.View);
        api.MapPost("/{id:guid}/retry", async (Guid id, EmailService emails, CancellationToken cancellationToken) => ApiResults.From(await emails.RetryAsync(id, cancellationToken)))
            .RequireAuthorization(NotificationsPermissions.Manage);
        api.MapPost("/{id:guid}/cancel", async (Guid id, EmailService emails, CancellationToken cancellationToken) => ApiResults.From(await emails.CancelAsync(id, cancellationToken)))
            .RequireAuthorization(NotificationsPermissions.Manage);
    }
}
