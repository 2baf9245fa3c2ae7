using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Notifications.Notices;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Features.Account;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Notifications.Notices;

/// <summary>How one hears of each cause; one's own, open to everyone who is signed in.</summary>
[Authorize]
public sealed class ChoicesModel(NoticeDesk desk, EmailSettingsQueries settings) : PageModel
{
    public IReadOnlyList<(NoticeCause Cause, NoticeWay Way)> Choices { get; private set; } = [];

    public bool IsEmailSetUp { get; private set; }

    public int DigestHour { get; private set; }

    private StaffRole Role => User.Role() ?? throw new InvalidOperationException("Nobody is signed in.");

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Choices = await desk.ChoicesAsync(User.StaffId(), Role, cancellationToken);
        var email = await settings.CurrentAsync(cancellationToken);
        (IsEmailSetUp, DigestHour) = (email.IsSetUp, email.DigestHour);
    }

    /// <param name="bell">Causes that the bell counts.</param>
    public async Task<IActionResult> OnPostAsync([FromForm] string[]? bell, CancellationToken cancellationToken)
    {
        var ways = new Dictionary<string, NoticeWay>(StringComparer.Ordinal);
        foreach (var (cause, way) in await desk.ChoicesAsync(User.StaffId(), Role, cancellationToken))
            ways[cause.Key] = new NoticeWay(bell?.Contains(cause.Key, StringComparer.Ordinal) == true, ListWords.Word<NoticeEmail>(Request.Form[$"email-{cause.Key}"]) ?? way.Email);
        await desk.ChooseAsync(User.StaffId(), Role, ways, cancellationToken);
        return this.Leave(NoticesBell.Choices, toast: "Saved.");
    }

    public async Task<IActionResult> OnPostUsualAsync(CancellationToken cancellationToken)
    {
        await desk.ForgetChoicesAsync(User.StaffId(), cancellationToken);
        return this.Leave(NoticesBell.Choices, toast: "Back to the usual.");
    }
}
