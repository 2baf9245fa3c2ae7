using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Notifications;

/// <summary>What System.Net.Mail says on the wire, and what we make of the answers of a real server.</summary>
public sealed class SmtpTransportTests
{
    private static readonly SmtpTransport Transport = new(TimeProvider.System) { Deadline = TimeSpan.FromSeconds(10) };

    [SmtpFact]
    public async Task Send_ByStartTlsAndSignIn_ArrivesByteForByte()
    {
        await using var server = await SmtpServer.StartAsync();
        var pdf = RandomNumberGenerator.GetBytes(200_003);
        var written = EmailTemplates.Write("Rechnung ৳ 5 – café 😀 for {{customer}}, which is long enough to be folded over several lines of the header, as some are",
            ".\n..\nHello {{customer}},\n\nমোট ৳ ৫০০ · מחיר · المبلغ\n" + new string('x', 1200) + "\n\n[Pay](https://pay.example/?a=1&b=2)",
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["customer"] = "Zoë <Ünal>" }, "Lake Net");
        var message = Message("jane@test.example") with
        {
            Subject = written.Subject,
            Text = written.Text,
            Html = written.Html,
            ToName = "Zoë \"Z\" Ünal, Ltd.",
            FromName = "লেক নেট",
            ReplyTo = "help@test.example",
            CopyTo = "books@test.example",
            Attachments = [new EmailAttachment("INV-2026-000045.pdf", "application/pdf", pdf), new EmailAttachment("Quittung für Zoë.txt", "text/plain", [.. "a\n.\n\r\nb"u8])],
        };

        (await SendAsync(server, message)).ShouldBeNull();

        var taken = await server.NextAsync();
        (taken.From, taken.Encrypted, taken.Authenticated).ShouldBe(("billing@test.example", true, true));
        taken.To.ShouldBe(["jane@test.example", "books@test.example"], ignoreOrder: true);
        taken.Subject.ShouldBe(written.Subject);
        taken.Text.ReplaceLineEndings("\n").ShouldBe(written.Text);
        taken.Html.ReplaceLineEndings("\n").ShouldBe(written.Html);
        taken.Headers["to"].ShouldBe("Zoë \"Z\" Ünal, Ltd. <jane@test.example>");
        taken.Headers["from"].ShouldBe("লেক নেট <billing@test.example>");
        taken.Headers["reply-to"].ShouldBe("help@test.example");
        taken.Headers["message-id"].ShouldBe($"<{message.Id:N}@test.example>");
        taken.Headers["auto-submitted"].ShouldBe("auto-generated");
        taken.Headers.Keys.ShouldNotContain("bcc");
        taken.Files.Select(f => (f.Name, f.Type)).ShouldBe([("INV-2026-000045.pdf", "application/pdf"), ("Quittung für Zoë.txt", "text/plain")]);
        taken.Files[0].Bytes.ShouldBe(pdf);
        taken.Files[1].Bytes.ShouldBe("a\n.\n\r\nb"u8.ToArray());
    }

    [SmtpFact]
    public async Task Send_OneAfterTheOther_OverOneSession()
    {
        await using var server = await SmtpServer.StartAsync();
        using var session = Transport.Open(server.Address);

        for (var i = 0; i < 3; i++) await session.SendAsync(Message($"c{i}@test.example"), CancellationToken.None);

        for (var i = 0; i < 3; i++) (await server.NextAsync()).To.ShouldBe([$"c{i}@test.example"]);
    }

    [SmtpFact]
    public async Task Send_WithoutSignIn_WhenTheServerAsksForNone()
    {
        await using var server = await SmtpServer.StartAsync(tls: false);

        await SendAsync(server.Address with { UseStartTls = false, UserName = null, Password = null }, Message("jane@test.example"));

        (await server.NextAsync()).Encrypted.ShouldBeFalse();
    }

    [SmtpFact]
    public async Task Password_Wrong_IsTheAccountsFault()
    {
        await using var server = await SmtpServer.StartAsync();

        var failed = await Should.ThrowAsync<EmailFailedException>(SendAsync(server.Address with { Password = "wrong" }, Message("jane@test.example")));

        (failed.Reach, failed.IsPermanent).ShouldBe((EmailFailureReach.Server, false));
        failed.Message.ShouldStartWith("The server refused user name or password: 530 5.7.0");
        server.HasMore.ShouldBeFalse();
    }

    [SmtpFact]
    public async Task Certificate_NotTrusted_GetsNothing()
    {
        await using var server = await SmtpServer.StartAsync(trusted: false);

        var failed = await Should.ThrowAsync<EmailFailedException>(SendAsync(server, Message("jane@test.example")));

        failed.Reach.ShouldBe(EmailFailureReach.Server);
        failed.Message.ShouldStartWith("The certificate of localhost is not trusted, so nothing was sent");
    }

    [SmtpFact]
    public async Task Encryption_NotOffered_GetsNothing()
    {
        await using var server = await SmtpServer.StartAsync(tls: false);

        var failed = await Should.ThrowAsync<EmailFailedException>(SendAsync(server, Message("jane@test.example")));

        failed.Reach.ShouldBe(EmailFailureReach.Server);
        failed.Message.ShouldContain("offers no encryption (STARTTLS), so nothing was sent");
        server.HasMore.ShouldBeFalse();
    }

    [SmtpFact]
    public async Task Encryption_LeftOutWhereItIsAskedFor_IsSaidSo()
    {
        await using var server = await SmtpServer.StartAsync();

        var failed = await Should.ThrowAsync<EmailFailedException>(SendAsync(server.Address with { UseStartTls = false, UserName = null }, Message("jane@test.example")));

        failed.Reach.ShouldBe(EmailFailureReach.Server);
        failed.Message.ShouldStartWith("The server asks for a sign-in or for encryption: 530");
    }

    [SmtpFact]
    public async Task Recipient_Refused_TellsItInTheServersWords()
    {
        await using var server = await SmtpServer.StartAsync();

        var gone = await Should.ThrowAsync<EmailFailedException>(SendAsync(server, Message("nobody@test.example")));
        var later = await Should.ThrowAsync<EmailFailedException>(SendAsync(server, Message("busy@test.example")));
        var error = await Should.ThrowAsync<EmailFailedException>(SendAsync(server, Message("error@test.example")));
        var account = await Should.ThrowAsync<EmailFailedException>(SendAsync(server, Message("relay@test.example")));

        (gone.Reach, gone.IsPermanent, gone.Message).ShouldBe((EmailFailureReach.Email, true, "The recipient was refused: 550 5.1.1 No such user here"));
        (later.Reach, later.IsPermanent, later.Message).ShouldBe((EmailFailureReach.Email, false, "The recipient was refused: 450 4.2.0 Greylisted, come back later"));
        (error.Reach, error.IsPermanent, error.Message).ShouldBe((EmailFailureReach.Email, false, "The server refused the email: 451 4.3.0 Local error, come back later"));
        (account.Reach, account.IsPermanent, account.Message).ShouldBe((EmailFailureReach.Server, false, "The server does not let this account send: 554 5.7.1 Relay access denied"));
    }

    [SmtpFact]
    public async Task Content_Refused_TellsItInTheServersWords()
    {
        await using var server = await SmtpServer.StartAsync();

        var spam = await Should.ThrowAsync<EmailFailedException>(SendAsync(server, Message("spam@test.example")));
        var full = await Should.ThrowAsync<EmailFailedException>(SendAsync(server, Message("full@test.example")));

        (spam.Reach, spam.IsPermanent, spam.Message).ShouldBe((EmailFailureReach.Email, true, "The server refused the email: 554 5.6.0 We do not want this"));
        (full.Reach, full.IsPermanent, full.Message).ShouldBe((EmailFailureReach.Email, false, "The server refused the email: 452 4.3.1 No space left"));
    }

    [SmtpFact]
    public async Task Copy_Refused_LeavesANoteAndTheEmailIsSent()
    {
        await using var server = await SmtpServer.StartAsync();

        var note = await SendAsync(server, Message("jane@test.example") with { CopyTo = "nobody@test.example" });

        note.ShouldBe("The copy to nobody@test.example was refused: 550 5.1.1 No such user here");
        (await server.NextAsync()).To.ShouldBe(["jane@test.example"]);
    }

    [SmtpFact]
    public async Task Recipient_RefusedWhileTheCopyIsTaken_SaysThatTheCopyWent()
    {
        await using var server = await SmtpServer.StartAsync();

        var failed = await Should.ThrowAsync<EmailFailedException>(SendAsync(server, Message("busy@test.example") with { CopyTo = "books@test.example" }));

        failed.CopyWasTaken.ShouldBeTrue();
        (await server.NextAsync()).To.ShouldBe(["books@test.example"]);
    }

    [SmtpFact]
    public async Task Server_SilentOrHangingUpInTheMiddle_IsUnclear()
    {
        await using var server = await SmtpServer.StartAsync();
        var hasty = new SmtpTransport(TimeProvider.System) { Deadline = TimeSpan.FromSeconds(1) };
        using var session = hasty.Open(server.Address);

        var silent = await Should.ThrowAsync<EmailFailedException>(session.SendAsync(Message("hang@test.example"), CancellationToken.None));
        var gone = await Should.ThrowAsync<EmailFailedException>(SendAsync(server, Message("drop@test.example")));

        (silent.Reach, silent.Message).ShouldBe((EmailFailureReach.Unclear, $"localhost:{server.Port} did not answer within 1 seconds."));
        (gone.Reach, gone.IsPermanent).ShouldBe((EmailFailureReach.Unclear, false));
    }

    [Fact]
    public async Task Server_ThatSaysNothing_IsGivenUpByTheClock()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var clock = new FakeClock();
        using var session = new SmtpTransport(clock).Open(new EmailServer("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, false, null, null));
        var sending = session.SendAsync(Message("jane@test.example"), CancellationToken.None);
        using var accepted = await listener.AcceptTcpClientAsync();

        clock.Advance(TimeSpan.FromSeconds(29));
        sending.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));

        (await Should.ThrowAsync<EmailFailedException>(sending)).Message.ShouldEndWith("did not answer within 30 seconds.");
    }

    [Fact]
    public async Task Server_NotThere_IsSaidInPlainWords()
    {
        var closed = await Should.ThrowAsync<EmailFailedException>(SendAsync(new EmailServer("127.0.0.1", FreePort(), true, null, null), Message("jane@test.example")));
        var unknown = await Should.ThrowAsync<EmailFailedException>(SendAsync(new EmailServer("mail.nowhere.invalid", 587, true, null, null), Message("jane@test.example")));

        (closed.Reach, closed.Message).ShouldBe((EmailFailureReach.Server, closed.Message));
        closed.Message.ShouldEndWith("takes no connections. Is the port right?");
        (unknown.Reach, unknown.Message).ShouldBe((EmailFailureReach.Server, "There is no server named mail.nowhere.invalid."));
    }

    [SmtpFact]
    public async Task Outbox_ThroughARealServerThatComesBack_SendsOnce()
    {
        var port = FreePort();
        await using var app = await TestApp.StartAsync(clock: new FakeClock(), configure: services => services.AddEmailTemplate(EmailStory.Note));
        await app.SetUpEmailAsync(new SaveEmailSettings { Host = "localhost", Port = port, UserName = SmtpServer.User, Password = SmtpServer.Password, FromAddress = "billing@test.example" });
        var id = await app.QueueAsync(EmailStory.To("jane@test.example"));
        (await app.DeliverAsync()).Waiting.ShouldBe(1);
        (await app.EmailAsync(id)).LastError.ShouldNotBeNull().ShouldContain("takes no connections");

        await using var server = await SmtpServer.StartAsync(port);
        app.FakeClock.Advance(TimeSpan.FromMinutes(2));
        (await app.DeliverAsync()).Sent.ShouldBe(1);
        (await app.DeliverAsync()).Sent.ShouldBe(0);

        var taken = await server.NextAsync();
        (taken.Subject, taken.Headers["from"]).ShouldBe(("A note for Jane Doe", "\"Test ISP\" <billing@test.example>"));
        server.HasMore.ShouldBeFalse();
    }

    [SmtpFact]
    public async Task Test_BySettings_SaysWhatTheServerSays()
    {
        await using var server = await SmtpServer.StartAsync();
        await using var app = await TestApp.StartAsync();
        await app.SetUpEmailAsync(new SaveEmailSettings { Host = "localhost", Port = server.Port, UserName = SmtpServer.User, Password = SmtpServer.Password, FromAddress = "billing@test.example" });

        var good = await app.With<EmailSettingsService, Result>(s => s.TestAsync("me@test.example", CancellationToken.None));
        var bad = await app.With<EmailSettingsService, Result>(s => s.TestAsync("nobody@test.example", CancellationToken.None));

        good.Ok.ShouldBeTrue();
        (await server.NextAsync()).Subject.ShouldBe("Test from Test ISP");
        bad.Refusal!.Message.ShouldBe("The recipient was refused: 550 5.1.1 No such user here");
    }

    private static Task<string?> SendAsync(SmtpServer server, EmailMessage message) => SendAsync(server.Address, message);

    private static async Task<string?> SendAsync(EmailServer server, EmailMessage message)
    {
        using var session = Transport.Open(server);
        return await session.SendAsync(message, CancellationToken.None);
    }

    private static EmailMessage Message(string to) => new(Guid.CreateVersion7(), "billing@test.example", "Lake Net", to, "Jane Doe", "Subject", "Text\n", "<p>Html</p>");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
