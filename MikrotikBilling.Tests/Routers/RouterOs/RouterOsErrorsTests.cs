using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Tests.Routers.RouterOs;

public class RouterOsErrorsTests
{
    [Theory]
    [InlineData("invalid user name or password (6)", null, RouterOsErrorKind.BadLogin)]
    [InlineData("cannot log in", null, RouterOsErrorKind.BadLogin)]
    [InlineData("no such command prefix", 0, RouterOsErrorKind.NoSuchCommand)]
    [InlineData("no such command or directory (x)", null, RouterOsErrorKind.NoSuchCommand)]
    [InlineData("no such command", 0, RouterOsErrorKind.NoSuchCommand)]
    [InlineData("unknown parameter follow-only", null, RouterOsErrorKind.BadValue)]
    [InlineData("no such item", 0, RouterOsErrorKind.NoSuchItem)]
    [InlineData("No Such Item (4)", null, RouterOsErrorKind.NoSuchItem)]
    [InlineData("input does not match any value of profile", 1, RouterOsErrorKind.BadValue)]
    [InlineData("ambiguous value of profile, more than one possible value matches input", 1, RouterOsErrorKind.BadValue)]
    [InlineData("invalid value for argument address: too large", 1, RouterOsErrorKind.BadValue)]
    [InlineData("failure: secret with the same name already exists", 4, RouterOsErrorKind.Duplicate)]
    [InlineData("failure: already have user with this name for this server", 4, RouterOsErrorKind.Duplicate)]
    [InlineData("failure: already have interface with such name", null, RouterOsErrorKind.Duplicate)]
    [InlineData("failure: item with such name already exists", null, RouterOsErrorKind.Duplicate)]
    [InlineData("not enough permissions (9)", null, RouterOsErrorKind.NoPermission)]
    [InlineData("interrupted", 2, RouterOsErrorKind.Interrupted)]
    [InlineData("", 2, RouterOsErrorKind.Interrupted)]
    [InlineData("failure: something else", 4, RouterOsErrorKind.Failed)]
    public void Classify_TextsOfRouters_TellTheKind(string message, int? category, RouterOsErrorKind kind) =>
        RouterOsErrors.Classify(message, category).ShouldBe(kind);

    [Fact]
    public void FromTraps_NoText_StillHasASentence()
    {
        var error = RouterOsErrors.FromTraps([new RouterOsTrap("", null)], RouterOsCommand.Of("/x"), new RouterOsEndpoint("r", 8728, false));
        error.Kind.ShouldBe(RouterOsErrorKind.Failed);
        error.Message.ShouldBe("The router refused the command.");
    }

    [Fact]
    public void Command_ForLogs_MasksSecretsAndValuesThatHoldOne()
    {
        var voucher = RouterOsCommand.Of("/ip/hotspot/user/add").With("name", "AB12CD").With("password", "AB12CD").With("comment", "isp:1:v:7")
            .With("wpa2-pre-shared-key", "keykey").WhereEquals("secret", "hush");

        voucher.ToString().ShouldBe("/ip/hotspot/user/add =name=*** =password=*** =comment=isp:1:v:7 =wpa2-pre-shared-key=*** ?secret=***");
    }

    [Fact]
    public void Command_EmptyPassword_NeedsNoMask() =>
        RouterOsCommand.Of("/login").With("name", "admin").With("password", "").ToString().ShouldBe("/login =name=admin =password=");

    [Theory]
    [InlineData("bad value 'hunter2x', sorry", "bad value *** sorry")]
    [InlineData("nothing here", "nothing here")]
    public void Scrub_WordThatHoldsASecret_IsMaskedWhole(string text, string expected) =>
        SecretWords.Scrub(text, ["hunter2"]).ShouldBe(expected);

    [Fact]
    public void Scrub_SecretWithBlanks_IsMasked() =>
        SecretWords.Scrub("got open sesame there", ["open sesame"]).ShouldBe("got *** there");

    [Fact]
    public void Command_EmptyWord_IsRefused() =>
        Should.Throw<ArgumentException>(() => RouterOsCommand.Of("/x").Where(""));
}
